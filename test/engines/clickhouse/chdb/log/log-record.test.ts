import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeRecord, parseLog } from '../../../../../src/engines/clickhouse/chdb/log/log-record.ts';

type Row = readonly [userId: number, timestamp: number, heartRate: number];

const row = fc.tuple(
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: 0, max: Date.UTC(2099, 11, 31) }),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const records = fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });

function encode(rows: readonly Row[]): Uint8Array {
  return encodeRecord({
    length: rows.length,
    userIds: rows.map(([userId]) => userId),
    timestamps: rows.map(([, timestamp]) => timestamp),
    heartRates: rows.map(([, , heartRate]) => heartRate),
  });
}

function decoded(bytes: Uint8Array): { rows: Row[][]; end: number; damagedBytes: number } {
  const { records: found, ...rest } = parseLog(bytes);
  const rows = found.map(({ length, userIds, timestamps, heartRates }) =>
    Array.from({ length }, (_, at): Row => [userIds[at]!, timestamps[at]!, heartRates[at]!]),
  );
  return { rows, ...rest };
}

test('a log gives the records that were written', () => {
  fc.assert(
    fc.property(records, (list) => {
      const bytes = Buffer.concat(list.map(encode));
      assert.deepEqual(decoded(bytes), { rows: list, end: bytes.length, damagedBytes: 0 });
    }),
  );
});

test('a record that was cut short at any byte is not there, and those before it are', () => {
  fc.assert(
    fc.property(records, fc.nat(), (list, cut) => {
      const whole = Buffer.concat(list.slice(0, -1).map(encode));
      const torn = encode(list.at(-1)!);
      const bytes = Buffer.concat([whole, torn.subarray(0, cut % torn.length)]);
      assert.deepEqual(decoded(bytes), { rows: list.slice(0, -1), end: whole.length, damagedBytes: 0 });
    }),
  );
});

test('a byte that has changed loses its record alone, and is told where others follow', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, place, change) => {
      const bytes = Buffer.concat(list.map(encode));
      const at = place % bytes.length;
      bytes[at]! ^= change;
      let end = 0;
      const hit = list.findIndex((rows) => {
        end += encode(rows).length;
        return at < end;
      });
      const { rows, damagedBytes } = decoded(bytes);
      assert.deepEqual(rows, list.toSpliced(hit, 1));
      assert.equal(damagedBytes, hit === list.length - 1 ? 0 : encode(list[hit]!).length);
    }),
  );
});

test('zeros and random bytes hold no records', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.deepEqual(decoded(Buffer.concat([new Uint8Array(100), bytes])).rows, []);
    }),
  );
});
