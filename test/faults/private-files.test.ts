import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openStore } from '../../src/open-store.ts';
import { fill } from './fixture.ts';
import { scratch } from './store-files.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

describe('what other accounts of the machine may see of a store', () => {
  const root = scratch();
  const at = (name: string) => join(root.path, name);
  const umask = process.umask(0o022);
  before(() => chmodSync(root.path, 0o755));
  after(() => {
    process.umask(umask);
    root[Symbol.dispose]();
  });

  const modeOf = (path: string) => lstatSync(path).mode & 0o777;
  /** Everything in a place, and the place itself, that others have a right to. */
  const openTo = (path: string): string[] =>
    [path, ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))].filter(
      (name) => !lstatSync(name).isSymbolicLink() && (modeOf(name) & 0o077) !== 0,
    );
  async function filled(name: string): Promise<string> {
    await using store = await openStore(`chdb:${at(name)}`);
    await fill(store);
    return at(name);
  }

  test('nothing of a new one, in a directory that was there or not', async () => {
    mkdirSync(at('there'));
    for (const name of ['there', 'new']) {
      const path = await filled(name);
      assert.equal(modeOf(path), 0o700);
      for (const own of ['journal', 'reserve', 'pulsebase-store']) assert.equal(modeOf(join(path, own)), 0o600, own);
    }
  });

  test('nothing of one that an older version has made open to all, once it is opened', async () => {
    const path = await filled('old');
    execFileSync('chmod', ['-R', 'go+rX', path]);
    assert.ok(openTo(path).length > 100);
    await using store = await openStore(`chdb:${path}`);
    assert.equal(modeOf(path), 0o700);
    for (const name of openTo(path)) {
      // What the engine itself has made since lies in a directory that is closed.
      assert.ok(name.startsWith(join(path, 'chdb')) && openTo(path).length < 20, name);
    }
    assert.deepEqual(
      (await store.diagnose()).filter(({ subject }) => subject === 'rights'),
      [],
    );
    chmodSync(path, 0o750);
    const found = (await store.diagnose()).filter(({ subject }) => subject === 'rights');
    assert.equal(found[0]?.grade, 'warning');
    assert.match(found[0]?.advice ?? '', /chmod -R go= /);
  });

  test('an owner who took rights from himself does not get them back', async () => {
    mkdirSync(at('closed'));
    chmodSync(at('closed'), 0o555);
    await openStore(`chdb:${at('closed')}`).then(
      (store) => store.close(),
      () => {},
    );
    assert.equal(modeOf(at('closed')) & 0o200, 0);
  });

  test('every file that the command line makes is closed to others, those of the engine too', () => {
    const path = at('cli');
    execFileSync(process.execPath, [MAIN, 'generate', '--users', '3', '--readings', '3000', '--store', `chdb:${path}`]);
    assert.deepEqual(openTo(path), []);
  });
});
