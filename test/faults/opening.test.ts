import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { openElsewhere } from './open-elsewhere.ts';
import { scratch } from './store-files.ts';

const ONE = [{ userId: 1, timestamp: '2024-01-01', heartRate: 61.5 }];

describe('opening an embedded store', () => {
  const root = scratch();
  const at = (name: string) => join(root.path, name);
  const open = (name: string) => openStore(`chdb:${at(name)}`);
  after(() => root[Symbol.dispose]());
  writeFileSync(at('behind the link'), '');

  async function isUsable(store: Store): Promise<void> {
    await store.ingest(ONE, { unknownUsers: 'create' });
    assert.deepEqual(await store.queryUsers({ from: '2024-01-01', to: '2024-01-02', minHeartRate: 0 }), [1]);
  }

  test('a directory that is not there is made, with those above it', async () => {
    await using store = await open('a/b/c');
    await isUsable(store);
  });

  test('a path with a space, a percent sign, a quote and letters of other alphabets', async () => {
    mkdirSync(at(`it's 100% Größe`));
    await using store = await openStore(`chdb:${at(`it's 100% Größe`).replaceAll('%', '%25')}`);
    await isUsable(store);
    assert.ok(existsSync(join(at(`it's 100% Größe`), 'journal')));
  });

  test('nothing is made where a store has to be there already', async () => {
    mkdirSync(at('empty'));
    for (const path of ['empty', 'none', 'none/below']) {
      await assert.rejects(openStore(`chdb:${at(path)}`, { create: false }), {
        code: 'STORE_NOT_FOUND',
        message: /^there is no store in \S+$/,
      });
    }
    assert.deepEqual([readdirSync(at('empty')), existsSync(at('none'))], [[], false]);
    await (await open('empty')).close();
    await using store = await openStore(`chdb:${at('empty')}`, { create: false });
    await isUsable(store);
  });

  for (const url of ['chdb:', 'chdb://', 'chdb:./100%', 'chdb:a%00b']) {
    test(`${url} names no directory`, () =>
      assert.rejects(openStore(url), { code: 'INVALID_SETTING', message: /^[^\n]+$/ }));
  }

  test('a file in its place, or above it', async () => {
    writeFileSync(at('file'), 'not a store');
    for (const path of ['file', 'file/store']) {
      await assert.rejects(open(path), { code: 'STORE_UNWRITABLE', message: /is a file; a store needs a directory$/ });
    }
    assert.equal(readFileSync(at('file'), 'utf8'), 'not a store');
  });

  test('a name that is too long for the file system', () =>
    assert.rejects(open('x'.repeat(300)), { code: 'STORE_UNWRITABLE', message: /^[^\n]+$/ }));

  test('a directory that holds something else is left as it is', async () => {
    mkdirSync(at('foreign'));
    writeFileSync(join(at('foreign'), 'thesis.txt'), 'years of work');
    await assert.rejects(open('foreign'), { code: 'STORE_FOREIGN', message: /is not empty and no Pulsebase store/ });
    assert.deepEqual(readdirSync(at('foreign')), ['thesis.txt']);
  });

  test('no right to write there', async () => {
    mkdirSync(at('locked/store'), { recursive: true });
    chmodSync(at('locked/store'), 0o555);
    chmodSync(root.path, 0o755);
    const refusal = { code: 'STORE_UNWRITABLE', message: /no right to write in .*; change its owner or permissions$/ };
    const isRoot = process.getuid?.() === 0;
    const { code, message } = isRoot
      ? ((await openElsewhere(at('locked/store'), 65_534).next()) as { code: string; message: string })
      : await open('locked/store').then(
          () => ({ code: 'opened', message: '' }),
          (error: { code: string; message: string }) => error,
        );
    assert.equal(code, refusal.code);
    assert.match(message, refusal.message);
  });

  test('a store of another user, who may look at it and not write', async (context) => {
    if (process.getuid?.() !== 0) return context.skip('only root can make files of another user');
    await (await open('owned')).close();
    const elsewhere = openElsewhere(at('owned'), 65_534);
    assert.equal(((await elsewhere.next()) as { code: string }).code, 'STORE_UNWRITABLE');
    assert.equal(await elsewhere.ended(), '');
  });

  test('twice by one process, also by another name', async () => {
    await using store = await open('twice');
    symlinkSync(at('twice'), at('alias'));
    const refusal = { code: 'STORE_IN_USE', message: /this process has the store .*twice open already/ };
    await assert.rejects(open('twice'), refusal);
    await assert.rejects(open('alias'), refusal);
    await isUsable(store);
  });

  test('two at a time by one process: refused; one after the other: fine', async () => {
    const first = await open('first');
    await assert.rejects(open('second'), {
      code: 'UNSUPPORTED',
      message: /one embedded store open at a time.*close it/,
    });
    await isUsable(first);
    await first.close();
    await using second = await open('second');
    await isUsable(second);
    assert.equal((await second.stats()).readings, 1);
  });

  test('at the same moment: one gets it', async () => {
    const opened = await Promise.allSettled([open('race'), open('race'), open('race')]);
    const stores = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const codes = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    assert.deepEqual([stores.length, codes], [1, ['STORE_IN_USE', 'STORE_IN_USE']]);
    await isUsable(stores[0]!);
    await stores[0]!.close();
  });

  for (const [name, kind, put] of [
    ['a directory', 'a directory', (path: string) => mkdirSync(path)],
    ['a pipe', 'a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['a link to a device', 'a link', (path: string) => symlinkSync('/dev/full', path)],
    ['a link to nothing', 'a link', (path: string) => symlinkSync(at('nothing'), path)],
    ['a link to a file', 'a link', (path: string) => symlinkSync(at('behind the link'), path)],
  ] as const) {
    for (const file of ['journal', 'reserve']) {
      test(`${name} in place of the ${file}: one line says so; moved away, all is there`, async () => {
        const store = `${file} is ${name}`;
        await (await open(store)).close();
        const path = join(at(store), file);
        renameSync(path, at('kept'));
        put(path);
        await assert.rejects(open(store), {
          code: 'STORE_DAMAGED',
          message: `${path} is ${kind} where the store has a file; move it away`,
        });
        rmSync(path, { recursive: true });
        renameSync(at('kept'), path);
        await using again = await open(store);
        await isUsable(again);
      });
    }
  }

  test('a second name of another file in place of the reserve: that file stays as it is', async () => {
    await (await open('named twice')).close();
    const reserve = join(at('named twice'), 'reserve');
    writeFileSync(at('other'), 'of somebody else');
    rmSync(reserve);
    linkSync(at('other'), reserve);
    await using store = await open('named twice');
    await isUsable(store);
    assert.equal(readFileSync(at('other'), 'utf8'), 'of somebody else');
  });

  test('what lies in the way of the files that come and go is swept away', async () => {
    await (await open('in the way')).close();
    for (const name of ['journal.new', '.probe', 'chdb/.probe', 'exchange/1.native'])
      mkdirSync(join(at('in the way'), name));
    await using store = await open('in the way');
    await isUsable(store);
  });

  test('after an opening that failed, the next one works', async () => {
    await assert.rejects(open('foreign'), { code: 'STORE_FOREIGN' });
    mkdirSync(at('lost'));
    writeFileSync(join(at('lost'), 'pulsebase-store'), '');
    writeFileSync(join(at('lost'), 'journal'), '{"journal":999,"version":1}\n');
    await assert.rejects(open('lost'), { code: /STORE_(NEWER|DAMAGED)/ });
    await using store = await open('after failures');
    await isUsable(store);
  });

  test('while another process has it: one line says which, and the other works on', async () => {
    const other = openElsewhere(at('shared'));
    assert.deepEqual(await other.next(), { opened: true });
    const third = openElsewhere(at('shared'));
    const [refused, ...writes] = await Promise.all([
      third.next() as Promise<{ code: string; message: string }>,
      ...Array.from({ length: 20 }, () => other.order('ingest')),
    ]);
    assert.equal(refused?.code, 'STORE_IN_USE');
    assert.match(refused?.message ?? '', new RegExp(`^process ${other.process.pid} has the store \\S+ open; [^\\n]+$`));
    assert.equal(await third.ended(), '', 'the engine says nothing of its own');
    await assert.rejects(open('shared'), { code: 'STORE_IN_USE' });
    assert.deepEqual(
      writes,
      Array.from({ length: 20 }, () => ({ inserted: 1 })),
    );
    assert.deepEqual(await other.order('ingest'), { inserted: 1 });
    await other.kill();
    // What it had in passing is swept away.
    writeFileSync(join(at('shared'), 'exchange', '77.native'), 'left behind');
    await using store = await open('shared');
    assert.equal((await store.stats()).readings, 21);
    assert.deepEqual(readdirSync(join(at('shared'), 'exchange')), []);
  });
});
