import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { LineFile } from '../../src/api/watch/line-file.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { readingsCsv } from './inject.ts';
import { CSV, HEADER, lines, open, serve } from './over-network.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-audit-'));
after(() => rmSync(directory, { recursive: true, force: true }));

describe('the entry of a change', async () => {
  const service = await serve({ bodyLimit: 4_000_000 });
  const { send } = service;
  /** Its entries at this very moment. */
  const entriesOf = (id: string) => service.service.audited().filter(({ requestId }) => requestId === id);
  const at = '2023-05-01T00:00:00Z';
  const json = { 'content-type': 'application/json' };
  const requests: readonly (readonly [
    name: string,
    method: 'PUT' | 'POST' | 'DELETE',
    url: string,
    body: string | undefined,
    headers: Record<string, string>,
    status: number,
    rows?: number,
  ])[] = [
    ['a user', 'PUT', '/v1/users/3', '{}', json, 200],
    ['a user who is refused', 'PUT', '/v1/users/3', '{"age":"old"}', json, 400],
    ['users', 'POST', '/v1/users/import', '[{"id":4},{"id":0}]', json, 200, 2],
    ['readings', 'POST', '/v1/readings', readingsCsv([[1, at, 60]]), CSV, 200, 1],
    [
      'readings under a key',
      'POST',
      '/v1/readings',
      readingsCsv([[1, at, 61]]),
      { ...CSV, 'idempotency-key': 'a' },
      200,
      1,
    ],
    ['a body that is too large', 'POST', '/v1/readings', HEADER + lines(0, 200_000), CSV, 413],
    ['readings that go', 'DELETE', '/v1/readings?userIds=1', undefined, {}, 200],
    ['readings of many that go', 'POST', '/v1/readings/delete', '{"userIds":[1,2]}', json, 200, 0],
    ['old readings that go', 'POST', '/v1/readings/drop-before', '{"instant":"1980-01-01"}', json, 200, 0],
    ['users who go', 'POST', '/v1/users/delete', '{"userIds":[3]}', json, 200, 0],
    ['a user who goes', 'DELETE', '/v1/users/4', undefined, {}, 200, 0],
    ['nobody who goes', 'DELETE', '/v1/users/4', undefined, {}, 404, 0],
    ['a repair', 'POST', '/v1/store/repair', undefined, {}, 200],
    [
      'a repair that says how far it is',
      'POST',
      '/v1/store/repair',
      undefined,
      { accept: 'application/x-ndjson' },
      200,
    ],
  ];
  for (const [name, method, url, body, headers, status, rows] of requests) {
    test(`is in the file when the answer comes: ${name}`, async () => {
      const id = name.replaceAll(' ', '-');
      const answer = await send(method, url, body, { ...headers, 'x-request-id': id });
      const [entry, ...more] = entriesOf(id);
      assert.equal(answer.statusCode, status, answer.body);
      assert.deepEqual([entry?.status, more], [status, []]);
      if (rows !== undefined) assert.equal(entry?.rows, rows);
      // Nor does it come again when the request is over.
      await until('the request in the log', () =>
        service.service.logged.some((text) => text.includes(`"requestId":"${id}"`) && text.includes('"msg":"request"')),
      );
      await send('GET', '/v1');
      assert.equal(entriesOf(id).length, 1);
    });
  }

  test('of a body that is committed in part says so before the problem does', async () => {
    const { request, answer } = open(service, 'POST', '/v1/readings', { ...CSV, 'x-request-id': 'in-part' });
    request.on('error', () => {});
    request.write(HEADER + lines(0, 100_000));
    request.end(lines(100_000, 130_000));
    const { status, body } = await answer;
    const { receipt } = JSON.parse(body) as { receipt: { read: number } };
    assert.equal(status, 413);
    assert.ok(receipt.read >= 100_000);
    const entries = entriesOf('in-part').map(({ status: told, rows }) => [told, rows]);
    assert.deepEqual(entries, [[413, receipt.read]]);
  });

  test('of one that breaks off comes when its work is over, with what was committed', async () => {
    await service.store.deleteReadings({ from: '1970-01-01' });
    const { request } = open(service, 'POST', '/v1/readings', { ...CSV, 'x-request-id': 'broken' });
    request.on('error', () => {});
    request.write(HEADER + lines(0, 105_000));
    await until('the first batch', async () => (await service.store.stats()).readings >= 100_000);
    request.destroy();
    await until('the entry', () => entriesOf('broken').length);
    const [{ status, rows } = {}, ...more] = entriesOf('broken');
    const { readings } = await service.store.stats();
    assert.deepEqual([status, rows, more], [400, readings, []]);
  });

  test('of one whose caller leaves while it is written comes when it is written', async () => {
    const gate = Promise.withResolvers<void>();
    class SlowEngine extends MemoryEngine {
      override async beginWrite() {
        await gate.promise;
        return super.beginWrite();
      }
    }
    const slow = await serve({}, new SlowEngine());
    const { request } = open(slow, 'POST', '/v1/readings', { ...CSV, 'x-request-id': 'left' });
    request.on('error', () => {});
    request.end(HEADER + lines(0, 3));
    const isLogged = () => slow.service.logged.some((text) => text.includes('"status":499'));
    await until('the write', async () =>
      (await slow.send('GET', '/metrics')).body.includes('pulsebase_work_in_progress{kind="writes"} 1'),
    );
    request.destroy();
    await until('the line of the request', isLogged);
    assert.deepEqual(slow.service.audited(), []);
    gate.resolve();
    await until('the entry', () => slow.service.audited().length);
    assert.deepEqual(
      slow.service.audited().map(({ status, rows }) => [status, rows]),
      [[499, 3]],
    );
  });
});

test('a full disk holds up no answer; the entries wait, and keep their order', async () => {
  const stateDirectory = mkdtempSync(join(directory, 'full-'));
  symlinkSync('/dev/full', join(stateDirectory, 'audit.ndjson'));
  const { send, service } = await serve({ stateDirectory });
  const ids = Array.from({ length: 40 }, (_, at) => `full-${at}`);
  for (const id of ids) assert.equal((await send('PUT', '/v1/users/1', {}, { 'x-request-id': id })).statusCode, 200);
  const complaints = service.logged.filter((line) => line.includes('the audit log cannot be written'));
  assert.equal(complaints.length, 1);
  rmSync(join(stateDirectory, 'audit.ndjson'));
  service.reopenLogs();
  await send('PUT', '/v1/users/1', {}, { 'x-request-id': 'room' });
  assert.deepEqual(
    service.audited().map(({ requestId }) => requestId),
    [...ids, 'room'],
  );
});

describe('a file of lines', () => {
  const trouble = { failed: assert.fail, lost: () => assert.fail('lost') };
  const linesOf = (path: string) => readFileSync(path, 'utf8').trim().split('\n');

  test('begins a line of its own after one that a kill tore', async () => {
    const path = join(directory, 'torn');
    writeFileSync(path, 'whole\nto');
    const file = new LineFile(path, 1000, trouble);
    await file.add('next');
    assert.deepEqual(linesOf(path), ['whole', 'to', 'next']);
    await file.close();
  });

  test('the same where the disk is full when it is opened', async (t) => {
    const path = join(directory, 'torn-and-full');
    writeFileSync(path, 'whole\nto');
    const handle = await openFile(path);
    const full = t.mock.method(Object.getPrototypeOf(handle) as typeof handle, 'write', async () => {
      throw new Error('ENOSPC: no space left on device');
    });
    await handle.close();
    const file = new LineFile(path, 1000, { ...trouble, failed: () => {} });
    await file.add('first');
    full.mock.restore();
    await file.add('next');
    assert.deepEqual(linesOf(path), ['whole', 'to', 'first', 'next']);
    await file.close();
  });

  test('has the last line too, when it can be written again', async () => {
    const path = join(directory, 'blocked');
    mkdirSync(path);
    const file = new LineFile(path, 1000, { ...trouble, failed: () => {} });
    await file.add('the last one');
    rmSync(path, { recursive: true });
    await until('the line', () => existsSync(path) && linesOf(path).at(-1) === 'the last one');
    await file.close();
  });

  test('has all lines in order, however many come at once, over rotations', async () => {
    const path = join(directory, 'many');
    const file = new LineFile(path, 10_000_000, trouble);
    await file.add('first');
    renameSync(path, `${path}.1`);
    file.reopen();
    const expected = Array.from({ length: 5000 }, (_, at) => `${at} ${'x'.repeat(at % 200)}`);
    await Promise.all(expected.map((line) => file.add(line)));
    assert.deepEqual(linesOf(`${path}.1`), ['first']);
    assert.deepEqual(linesOf(path), expected);
    appendFileSync(path, 'torn');
    file.reopen();
    await file.add('last');
    assert.deepEqual(linesOf(path).slice(-2), ['torn', 'last']);
    await file.close();
  });

  test('waits for nobody who should read the pipe in its place', async () => {
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    let failures = 0;
    const file = new LineFile(path, 1_000_000, {
      ...trouble,
      failed: () => {
        failures += 1;
      },
    });
    await file.add('before there was a reader');
    assert.equal(failures, 1);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    await file.add('read');
    // More than the pipe takes.
    const expected = Array.from({ length: 300 }, (_, at) => `${at} ${'x'.repeat(1000)}`);
    await Promise.all(expected.map((line) => file.add(line)));
    assert.equal(failures, 2);
    const piece = Buffer.alloc(1 << 20);
    let text = '';
    while (!text.includes(`${expected.at(-1)}\n`)) {
      text += piece.subarray(0, readSync(reader, piece)).toString();
      await file.add('later');
    }
    const inOrder = text.split('\n').filter((line) => line !== 'later');
    const wanted = ['before there was a reader', 'read', ...expected];
    assert.deepEqual(inOrder.slice(0, wanted.length), wanted);
    await file.close();
    closeSync(reader);
  });

  test('holds no more in memory than it may, and says what is lost', async () => {
    const path = join(directory, 'full');
    symlinkSync('/dev/full', path);
    const told = { failed: 0, lost: 0 };
    const file = new LineFile(path, 100, {
      failed: () => {
        told.failed += 1;
      },
      lost: () => {
        told.lost += 1;
      },
    });
    for (let at = 0; at < 20; at += 1) await file.add(`12345678${at % 10}`);
    assert.deepEqual(told, { failed: 1, lost: 10 });
    rmSync(path);
    file.reopen();
    await file.close();
    assert.deepEqual(
      linesOf(path),
      Array.from({ length: 10 }, (_, at) => `12345678${at}`),
    );
    await file.add('late');
    assert.equal(told.lost, 11);
  });
});
