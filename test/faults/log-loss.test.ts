import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { encodeRecord } from '../../src/engines/clickhouse/chdb/log/log-record.ts';
import { openStore } from '../../src/open-store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { contentsOf, findMismatch } from './contents.ts';
import { filledReference, READINGS, USERS } from './fixture.ts';
import { HarmedCopies } from './harmed-copies.ts';
import { flipBytes, partsOf } from './store-files.ts';

const IDS = USERS.map(({ id }) => id);
type Row = readonly [userId: number, ms: number, milli: number];

/** Readings that the parts do not hold. */
const NEW: readonly Row[] = IDS.map((id, at) => [id, Date.parse('2024-02-20T12:00:00Z') + at, 77_000 + at]);
const LATER: readonly Row[] = IDS.map((id, at) => [id, Date.parse('2024-03-20T12:00:00Z') + at, 99_000 + at]);
/** Readings that they hold. */
const STORED: readonly Row[] = READINGS.slice(0, 3).map(({ userId, timestamp, heartRate }) => [
  userId,
  Number(timestamp),
  Number(heartRate) * 1000,
]);

function record(rows: readonly Row[]): Uint8Array {
  return encodeRecord({
    length: rows.length,
    userIds: rows.map(([userId]) => userId),
    timestamps: rows.map(([, ms]) => ms),
    heartRates: rows.map(([, , milli]) => milli),
  });
}

/** A record with one byte changed. */
function damaged(rows: readonly Row[]): Uint8Array {
  const bytes = record(rows);
  bytes[bytes.length - 1]! ^= 1;
  return bytes;
}

describe('the log of an embedded store', () => {
  const copies = new HarmedCopies();
  const log = join(copies.copy, 'log');

  /** What a killed process has left, by segment. */
  function leave(...segments: readonly (readonly Uint8Array[])[]): void {
    rmSync(log, { recursive: true, force: true });
    mkdirSync(log);
    for (const [at, records] of segments.entries()) writeFileSync(join(log, `${at + 5}.log`), Buffer.concat(records));
  }

  function expected(...rows: readonly (readonly Row[])[]): ReferenceStore {
    const reference = filledReference();
    for (const [userId, ms, milli] of rows.flat()) reference.putReading(userId, ms, milli);
    return reference;
  }

  const whole: readonly (readonly [name: string, segments: Uint8Array[][], holds: Row[]])[] = [
    ['one segment that was not flushed', [[record(NEW), record(LATER)]], [...NEW, ...LATER]],
    ['a segment that was being flushed', [[record([...STORED, ...NEW])], [record(LATER)]], [...NEW, ...LATER]],
    ['a torn record at the end', [[record(NEW)], [record(LATER), record(NEW).subarray(0, 50)]], [...NEW, ...LATER]],
    ['the same readings twice', [[record(NEW)], [record(NEW), record(LATER)]], [...NEW, ...LATER]],
    ['segments without readings', [[], [record(NEW)], []], [...NEW]],
  ];
  for (const [name, segments, rows] of whole) {
    test(`${name}: every answer has its readings once, and so has that of the next process`, () =>
      copies.after(
        () => leave(...segments),
        async (store) => {
          assert.deepEqual(copies.warnings, []);
          const reference = expected(rows);
          await checkAnswers(store, reference, IDS);
          await checkVerify(store, reference);
          await store.deleteReadings({ userIds: IDS, from: new Date(NEW[0]![1]), to: new Date(LATER.at(-1)![1]) });
          await store.close();
          await copies.reopen(async (again) => {
            const left = expected();
            left.deleteReadings(IDS, { from: NEW[0]![1], to: LATER.at(-1)![1] });
            assert.equal(findMismatch(await contentsOf(again, IDS), left, null), undefined);
          });
        },
      ));
  }

  const harmed: readonly (readonly [name: string, segments: Uint8Array[][], holds: Row[]])[] = [
    ['in its last segment', [[damaged(NEW), record(LATER)]], [...LATER]],
    ['in a segment that was being flushed', [[damaged(NEW), record(STORED)], [record(LATER)]], [...LATER]],
    ['of all of a segment that was being flushed, alone', [[damaged(NEW)], []], []],
    ['at the end of a segment that was ended', [[record(NEW), damaged(STORED)], [record(LATER)]], [...NEW, ...LATER]],
  ];
  for (const [name, segments, rows] of harmed) {
    test(`damage ${name}: no answer without the lost readings, at every opening, until a repair gives them up`, async () => {
      const isRefused = async () => {
        await assert.rejects(checkQuery(), { code: 'STORE_DAMAGED', message: /log .*5\.damaged has lost readings/ });
      };
      let checkQuery: () => Promise<unknown>;
      await copies.after(
        () => leave(...segments),
        async (store) => {
          checkQuery = () => store.queryUsers({ from: '2024-01-01', to: '2024-12-31', minHeartRate: 0 });
          assert.match(copies.warnings.join(), /has lost readings that were acknowledged/);
          await isRefused();
          assert.equal((await store.getUser(IDS[0]!))?.id, IDS[0]);
        },
      );
      await copies.reopen(async (store) => {
        checkQuery = () => store.queryUsers({ from: '2024-01-01', to: '2024-12-31', minHeartRate: 0 });
        await isRefused();
        assert.equal((await store.repair()).ok, true);
        const reference = expected(rows);
        await checkAnswers(store, reference, IDS);
        await checkVerify(store, reference);
      });
      assert.deepEqual(
        readdirSync(join(copies.copy, 'damaged')).filter((file) => file.startsWith('log-')),
        ['log-5'],
      );
      await copies.reopen(async (store) => {
        assert.deepEqual(copies.warnings, []);
        await checkAnswers(store, expected(rows), IDS);
      });
    });
  }

  for (const [name, segments] of [
    ['that was not flushed', [[record(NEW)]]],
    ['that was being flushed', [[record(NEW)], []]],
  ] as const) {
    test(`damaged roll-ups stand in the way of a segment ${name}: a repair mends them, and nothing is lost`, () =>
      copies.after(
        async () => {
          leave(...segments);
          for (const part of partsOf(copies.copy, 'rollups')) await flipBytes(part);
        },
        async (store) => {
          await assert.rejects(store.stats(), { code: 'STORE_DAMAGED' });
          await store.repair();
          await checkAnswers(store, expected(NEW), IDS);
          await checkVerify(store, expected(NEW));
        },
      ));
  }

  test('something else in its place is told, and not touched', async () => {
    const url = `chdb:${copies.copy}`;
    copies.restore();
    rmSync(log, { recursive: true });
    writeFileSync(log, 'mine');
    await assert.rejects(openStore(url), { code: 'STORE_DAMAGED', message: /log is no directory, where/ });
    rmSync(log);
    mkdirSync(join(log, '1.log'), { recursive: true });
    await assert.rejects(openStore(url), {
      code: 'STORE_DAMAGED',
      message: /1\.log is a directory where the store has a file/,
    });
    assert.ok(existsSync(join(log, '1.log')));
  });
});
