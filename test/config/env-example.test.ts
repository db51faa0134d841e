import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { readSettings } from '../../src/config/read-settings.ts';
import { SETTING_DEFINITIONS } from '../../src/config/setting-definitions.ts';

const TEXT = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

test('.env.example names every setting and nothing else', () => {
  const variables = Object.values(SETTING_DEFINITIONS).map(({ variable }) => variable);
  assert.deepEqual(Object.keys(parseEnv(TEXT)).sort(), variables.sort());
});

test('.env.example holds the defaults', () => {
  assert.deepEqual(readSettings({}, TEXT), readSettings({}));
});

test('.env.example explains every setting in the line before it', () => {
  const lines = TEXT.split('\n');
  const bare = lines.filter((line, at) => /^[A-Z]/.test(line) && !/^# .{20,}/.test(lines[at - 1] ?? ''));
  assert.deepEqual(bare, []);
});
