import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DOCUMENTS, ROOT } from './documents.ts';

const WIDTH = 120;

/** Lines that are too long, though they could be broken: neither rows of tables nor code, and of more than one word. */
function tooLong(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```.*?^```$/gms, '');
  return prose
    .split('\n')
    .filter((line) => line.length > WIDTH && !/^(\||<!-- )/.test(line) && line.trim().includes(' '));
}

for (const path of ['CHANGELOG.md', ...DOCUMENTS]) {
  test(`${path} is wrapped at ${WIDTH} characters, tables and code excepted`, () => {
    assert.deepEqual(tooLong(readFileSync(join(ROOT, path), 'utf8')), []);
  });
}
