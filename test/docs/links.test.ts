import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { DOCUMENTS, ROOT } from './documents.ts';

/** A heading's anchor, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): string[] {
  const prose = readFileSync(path, 'utf8').replaceAll(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
}

for (const document of DOCUMENTS) {
  const prose = readFileSync(join(ROOT, document), 'utf8').replaceAll(/^```.*?^```$/gms, '');

  test(`${document}: its links lead somewhere`, () => {
    for (const [, target] of prose.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [file = '', anchor] = target!.split('#');
      const path = file === '' ? join(ROOT, document) : join(ROOT, dirname(document), file);
      assert.ok(existsSync(path), target);
      if (anchor !== undefined) assert.ok(anchorsOf(path).includes(anchor), target);
    }
  });

  test(`${document}: the files that it names are there`, () => {
    for (const [, path] of prose.matchAll(/`((?:src|test|bench|harness|deploy|docs)\/[\w./-]+)`/g)) {
      assert.ok(existsSync(join(ROOT, path!)), path);
    }
  });
}

test('the README leads to every document', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const documents = DOCUMENTS.filter((name) => name !== 'README.md');
  assert.ok(documents.length > 15);
  assert.deepEqual(
    documents.filter((name) => !readme.includes(`](${name})`)),
    [],
  );
});
