import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Receipt } from '../../src/store/store.ts';
import { collect } from '../conformance/collect.ts';
import { inject, problemCode } from './inject.ts';

const { service, store, send } = await inject();
after(() => service.remove());

const CSV = { 'content-type': 'text/csv', 'content-encoding': 'gzip' };
const JSON_TYPE = { 'content-type': 'application/json' };
const users = (count: number) =>
  Array.from({ length: count }, (_, at) => `{"id":${at + 1},"name":"${'x'.repeat(100)}"}`);

async function countUsers(): Promise<number> {
  return (await store.stats()).users;
}

describe('a body of users that breaks off', () => {
  test('keeps the rows before the break while it is large, and says so', async () => {
    const broken = await send('POST', '/v1/users/import', `[${users(13_000).join(',')}`, JSON_TYPE);
    assert.equal(problemCode(broken, 400), 'INVALID_FILE');
    const { lastCommittedRow, receipt, detail } = broken.json();
    assert.equal(lastCommittedRow, 13_000);
    assert.match(detail, /rows up to 13000 are committed$/);
    assert.deepEqual([receipt.read, receipt.inserted], [13_000, 13_000]);
    assert.equal(await countUsers(), 13_000);
  });

  test('so does one that is cut in the middle of its gzip', async () => {
    const names = Array.from({ length: 15_000 }, (_, at) => `${20_000 + at},${Math.sin(at)}\n`);
    const packed = gzipSync(`id,name\n${names.join('')}`);
    const before = await countUsers();
    const broken = await send('POST', '/v1/users/import', packed.subarray(0, packed.length - 20_000), CSV);
    assert.equal(problemCode(broken, 400), 'INVALID_FILE');
    const { lastCommittedRow, receipt } = broken.json();
    assert.ok(lastCommittedRow > 10_001 && lastCommittedRow < 15_000);
    assert.deepEqual([receipt.read, receipt.inserted], [lastCommittedRow - 1, lastCommittedRow - 1]);
    assert.equal(await countUsers(), before + receipt.inserted);
  });

  test('writes nothing while it is small', async () => {
    const before = await countUsers();
    for (const body of [`[${users(100).join(',')}`, `[${'{"id":90000},'.repeat(12_000)}`]) {
      const broken = await send('POST', '/v1/users/import', body, JSON_TYPE);
      assert.equal(problemCode(broken, 400), 'INVALID_FILE');
      assert.equal(broken.json().lastCommittedRow, 0);
    }
    assert.equal(await countUsers(), before);
  });

  test('an import keeps the rows that came before its source failed', async () => {
    const { store: other, service: apart } = await inject();
    const failing = function* () {
      for (let id = 1; id <= 10_005; id += 1) yield { id };
      throw new Error('the cable is out');
    };
    let read = 0;
    const onProgress = (receipt: Receipt) => {
      read = receipt.read;
    };
    await assert.rejects(other.importUsers(failing(), { onProgress }), /the cable is out/);
    assert.equal(read, 10_005);
    assert.equal((await collect(other.listUsers())).length, 10_005);
    await apart.remove();
  });
});

describe('a row of more than 64 KiB', () => {
  const long = (bytes: number) => `{"id":1,"x":"${'x'.repeat(bytes - 15)}"}`;
  const reading = (bytes: number) =>
    long(bytes).replace('"id":1', '"userId":1,"timestamp":"2023-01-01","heartRate":60');
  const added = reading(100).length - long(100).length;

  test('is not a row, of readings and of users', async () => {
    await store.putUser({ id: 1 });
    for (const [url, row, more] of [
      ['/v1/users/import?ignoreColumns', long, 0],
      ['/v1/readings', reading, added],
    ] as const) {
      const [fits, exceeds] = [row(65_536 - more), row(65_537 - more)];
      assert.deepEqual([fits.length, exceeds.length], [65_536, 65_537]);
      const lines = await send('POST', url, `${fits}\n${exceeds}\n${fits}`, { 'content-type': 'application/x-ndjson' });
      assert.deepEqual(
        lines.json().rejections.map(({ row: at, message }: { row: number; message: string }) => [at, message]),
        [[2, 'the line is longer than 65536 bytes']],
      );
      assert.equal((await send('POST', url, `[${fits},${fits}]`, JSON_TYPE)).json().rejected, 0);
      const array = await send('POST', url, `[${fits},${exceeds}]`, JSON_TYPE);
      assert.equal(problemCode(array, 400), 'INVALID_FILE');
      assert.match(array.json().detail, /an element is longer than 65536 characters/);
    }
  });
});

describe('JSON bodies that are read as a whole', () => {
  test('hold a user, or as many ids as may be named, and no more', async () => {
    const large = await send('PUT', '/v1/users/5', `{"name":[${'1,'.repeat(40_000)}1]}`, JSON_TYPE);
    assert.equal(problemCode(large, 413), 'BODY_TOO_LARGE');
    const name = 'ä'.repeat(1000);
    assert.equal((await send('PUT', '/v1/users/5', JSON.stringify({ name }), JSON_TYPE)).statusCode, 200);
    const ids = Array.from({ length: 100_000 }, (_, at) => 2 ** 50 + at);
    for (const [url, body] of [
      ['/v1/users/delete', { userIds: ids }],
      ['/v1/readings/delete', { userIds: ids }],
    ] as const) {
      assert.equal((await send('POST', url, JSON.stringify(body, null, 4), JSON_TYPE)).statusCode, 200);
    }
  });
});
