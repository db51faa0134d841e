import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
/** Words that docs/glossary.md has others for; `mission_users` is the name of a table in stores that exist. */
const AVOIDED = /\bmissions?\b|\bnotebooks?\b|\bquestions?\b(?! mark|\()|\bdivided by commas\b/i;

test('the words of the glossary are used, not those that they took the place of', () => {
  const files = execFileSync('git', ['ls-files', 'src', 'bench', 'harness', 'docs', 'README.md', 'CONTRIBUTING.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const found = files
    .trim()
    .split('\n')
    .filter((path) => /\.(ts|md)$/.test(path))
    .flatMap((path) => {
      const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
      return lines.flatMap((line, index) => (AVOIDED.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
    });
  assert.deepEqual(found, []);
});
