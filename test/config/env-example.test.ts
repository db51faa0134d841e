import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { definitionOf, SETTING_FIELDS } from '../../src/config/definition-of.ts';
import { envExample } from '../../src/config/env-example.ts';
import { readSettings } from '../../src/config/read-settings.ts';

const TEXT = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

test('.env.example matches the definitions; if not: npm run --silent env-example > .env.example', () => {
  assert.equal(TEXT, envExample());
});

test('it names every setting and nothing else', () => {
  const variables = SETTING_FIELDS.map((field) => definitionOf(field).variable);
  assert.deepEqual(Object.keys(parseEnv(TEXT)).sort(), variables.sort());
});

test('it holds the defaults', () => {
  assert.deepEqual(readSettings({}, TEXT), readSettings({}));
});

test('every setting says what it is for', () => {
  const bare = SETTING_FIELDS.filter((field) => !/^.{20,}[^.]$/.test(definitionOf(field).about));
  assert.deepEqual(bare, []);
});
