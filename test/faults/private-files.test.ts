import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
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

  test('all of it but what may not be changed, and one warning says what that is', async (context) => {
    const path = await filled('refusing');
    execFileSync('chmod', ['-R', 'go+rX', path]);
    // The engine keeps these as they are, while it rewrites others.
    const refused = new Set(openTo(path).filter((name) => name.endsWith('.sql')));
    assert.ok(refused.size > 1);
    const { chmod } = promises;
    const refusal = (place: string) =>
      Object.assign(new Error(`EPERM: operation not permitted, chmod '${place}'`), { code: 'EPERM' });
    const mocked = context.mock.method(promises, 'chmod', async (place: string, mode: number) => {
      if (refused.has(place)) throw refusal(place);
      await chmod(place, mode);
    });
    syncBuiltinESMExports();
    const warnings: string[] = [];
    try {
      await using _store = await openStore(`chdb:${path}`, { onWarning: (warning) => warnings.push(warning) });
    } finally {
      mocked.mock.restore();
      syncBuiltinESMExports();
    }
    assert.deepEqual(
      [...refused].filter((name) => (modeOf(name) & 0o077) === 0),
      [],
    );
    assert.ok(openTo(path).filter((name) => !refused.has(name)).length < 20);
    assert.equal(modeOf(path), 0o700);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0]!, /^\d+ files and directories of the store stay open/);
    assert.match(warnings[0]!, /the first is \/.*\.sql: EPERM.*chmod -R go=/);
    // Some of them are found under two paths, one of which leads through a link.
    const inodes = new Set(Array.from(refused, (name) => lstatSync(name).ino));
    assert.equal(Number.parseInt(warnings[0]!, 10), inodes.size);
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
