import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { makeDirectory } from '../../src/model/make-directory.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-make-directory-'));
const at = (path: string) => join(directory, path);
after(() => rmSync(directory, { recursive: true, force: true }));

describe('makeDirectory', () => {
  test('makes a directory and its missing parents, with the requested mode', () => {
    makeDirectory(at('a/b/c'), { mode: 0o700 });
    for (const path of ['a', 'a/b', 'a/b/c']) assert.equal(statSync(at(path)).mode & 0o777, 0o700, path);
  });

  test('leaves one that is there as it is, by a link as well', () => {
    mkdirSync(at('there'), { mode: 0o755 });
    symlinkSync(at('there'), at('link'));
    makeDirectory(at('there'), { mode: 0o700 });
    makeDirectory(at('link'), { mode: 0o700 });
    makeDirectory('/');
    assert.equal(statSync(at('there')).mode & 0o777, 0o755);
  });

  test('takes no file for a directory, nor a link that leads nowhere', () => {
    writeFileSync(at('file'), '');
    symlinkSync(at('nowhere'), at('dangling'));
    assert.throws(() => makeDirectory(at('file')), { code: 'EEXIST' });
    assert.throws(() => makeDirectory(at('file/below')), { code: 'ENOTDIR' });
    assert.throws(() => makeDirectory(at('dangling')), { code: 'EEXIST' });
  });

  test('ends where nothing can be made though everything above is there', { skip: !existsSync('/proc/self') }, () => {
    assert.throws(() => makeDirectory('/proc/x'), { code: 'ENOENT' });
    assert.throws(() => makeDirectory('/proc/x/y/z'), { code: 'ENOENT' });
  });
});
