import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DOCUMENTS, ROOT } from './documents.ts';
import { readBlocks } from './read-blocks.ts';

const BLOCKS = DOCUMENTS.flatMap((path) =>
  readBlocks(readFileSync(join(ROOT, path), 'utf8')).flatMap(({ text, notRun }) =>
    notRun === undefined ? [] : [{ path, text, reason: notRun }],
  ),
);

test('whatever the documents say to run samples in their place is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = BLOCKS.flatMap(({ path, reason }) => [
    ...[...reason.matchAll(/(?:src|test)\/[\w./-]*\w/g)].map(([file]) => [
      `${path}: ${file}`,
      existsSync(join(ROOT, file)),
    ]),
    ...[...reason.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => [`${path}: ${name}`, name! in scripts]),
  ]);
  assert.ok(named.length > 8, `${named.length} names`);
  assert.deepEqual(
    named.filter(([, isThere]) => !isThere),
    [],
  );
});

test('pieces of a program stand word for word where the documents say', () => {
  let pieces = 0;
  for (const { path, text, reason } of BLOCKS) {
    const [, file] = /^a piece of a program; (\S+) (?:adds|has) it$/.exec(reason) ?? [];
    if (file === undefined) continue;
    pieces += 1;
    const program = linesOf(readFileSync(join(ROOT, file), 'utf8'));
    assert.deepEqual(
      linesOf(text).filter((line) => !program.includes(line)),
      [],
      path,
    );
  }
  assert.equal(pieces, 3);
});

/** Lines of code as they compare: without indentation, and as they are in a text that is itself in a program. */
function linesOf(text: string): string[] {
  return text
    .replaceAll('\\\\', '\\')
    .split('\n')
    .map((line) => line.trim().replace(/^export /, ''))
    .filter((line) => line !== '');
}
