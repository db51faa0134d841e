import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from './source-files.ts';

const MAX_LINES = 300;

/** Longer files, and why. */
const LONGER: Readonly<Record<string, string>> = {
  'src/cli/command-list.ts': 'a table of commands',
  'test/api/ingest.test.ts': 'a table of bodies and receipts',
  'web/src/i18n/en.ts': 'what the pages say, text by text',
  'web/src/i18n/ru.ts': 'the same in Russian',
  'test/importers/open-import.test.ts': 'a table of files and what is read from them',
};

test(`a file of more than ${MAX_LINES} lines has a reason`, () => {
  const files = new Map(
    ['src', 'web', 'packages/build', 'harness', 'bench', 'test'].flatMap((folder) => [...sourceFiles(folder)]),
  );
  const long = [...files].filter(([, lines]) => lines.length > MAX_LINES).map(([path]) => path);
  assert.deepEqual(
    long.filter((path) => !(path in LONGER)),
    [],
  );
  assert.deepEqual(
    Object.keys(LONGER).filter((path) => !long.includes(path)),
    [],
    'no longer long',
  );
});
