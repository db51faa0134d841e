import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';
import { sourceFiles } from './source-files.ts';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MIGRATION = /^\d{4}-/;
const SAYS_NOTHING = /^(?:utils?|helpers?|common|misc)$/;

test('files and folders are named in kebab-case, and by what is in them', () => {
  const paths = ['src', 'web', 'packages/build', 'harness', 'bench', 'test'].flatMap((folder) => [
    ...sourceFiles(folder).keys(),
  ]);
  assert.ok(paths.length > 800, `${paths.length} files`);
  const wrong = paths.filter((path) => {
    const words = [
      ...dirname(path).split('/'),
      basename(path)
        .replace(/(?:\.test|\.d)?\.tsx?$/, '')
        .replace(MIGRATION, ''),
    ];
    return words.some((word) => !NAME.test(word) || word.split('-').some((part) => SAYS_NOTHING.test(part)));
  });
  assert.deepEqual(wrong, []);
});
