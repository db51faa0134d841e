import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

test('a button keeps the focus while it is busy: it is marked as disabled, and is not', () => {
  const web = join(import.meta.dirname, '../../web/src');
  const files = globSync('**/*.tsx', { cwd: web });
  assert.ok(files.length > 60);
  const losing = files.filter((file) =>
    /[^-]disabled=\{[^}]*(?:isBusy|isLoading)/.test(readFileSync(join(web, file), 'utf8')),
  );
  assert.deepEqual(losing, []);
});
