import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { parquetFormat } from '../../../src/importers/parquet/parquet-format.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';

const T = Date.UTC(2023, 3, 5, 6, 7, 8, 123);
const fileOf = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'], rowGroupSize = 1000) =>
  Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize }));

describe('Parquet', () => {
  test('has a row a reading, with columns as tables name them', async () => {
    const file = fileOf([
      { name: 'user_id', data: [7n, 8n], type: 'INT64' },
      { name: 'Timestamp', data: [new Date(T), new Date(T + 1000)], type: 'TIMESTAMP' },
      { name: 'Heart Rate', data: [60.5, 61], type: 'DOUBLE' },
      { name: 'device', data: ['watch', 'strap'], type: 'STRING' },
      { name: 'steps', data: [1, 2], type: 'INT32' },
    ]);
    assert.ok(parquetFormat.begins(file));
    const { readings, devices, warnings, error } = await readFormat(parquetFormat, file);
    assert.equal(error, undefined);
    assert.deepEqual(readings, ['7 2023-04-05T06:07:08.123Z 60.5', '8 2023-04-05T06:07:09.123Z 61']);
    assert.deepEqual(devices.map(({ device }) => device).sort(), ['strap', 'watch']);
    assert.deepEqual(warnings, ['columns that are passed over: steps']);
  });

  test('times are Unix numbers of any unit, or text; people may have names', async () => {
    for (const [data, type] of [
      [[BigInt(T) / 1000n], 'INT64'],
      [[BigInt(T)], 'INT64'],
      [[BigInt(T) * 1000n + 999n], 'INT64'],
      [[BigInt(T) * 1_000_000n + 999_999n], 'INT64'],
      [['2023-04-05T08:07:08.123+02:00'], 'STRING'],
    ] as const) {
      const file = fileOf([
        { name: 'participant', data: ['P-1'], type: 'STRING' },
        { name: 'time', data: [...data], type },
        { name: 'bpm', data: [60], type: 'INT32' },
      ]);
      const { readings } = await readFormat(parquetFormat, file);
      assert.equal(readings.length, 1);
      assert.match(readings[0]!, /^"P-1" 2023-04-05T06:07:08\.(123|000)Z 60$/);
    }
  });

  test('is of the person of the import where it names nobody; rows that cannot be read are rejected', async () => {
    const file = fileOf([
      { name: 'ts', data: [new Date(T), null, new Date(T + 2000)], type: 'TIMESTAMP' },
      { name: 'hr', data: [60, 61, null], type: 'INT32' },
    ]);
    const { readings, rejected } = await readFormat(parquetFormat, file);
    assert.deepEqual(readings, ['1 2023-04-05T06:07:08.123Z 60']);
    assert.deepEqual(
      rejected.map((line) => line.split(':')[0]),
      ['2 invalid_timestamp', '3 invalid_heart_rate'],
    );
  });

  test('of many row groups', async () => {
    const rows = 2500;
    const file = fileOf(
      [
        { name: 'ts', data: Array.from({ length: rows }, (_, at) => new Date(T + at * 1000)), type: 'TIMESTAMP' },
        { name: 'hr', data: Array.from({ length: rows }, (_, at) => 60 + (at % 100)), type: 'INT32' },
      ],
      1000,
    );
    const { readings } = await readFormat(parquetFormat, file, { chunkBytes: 1000 });
    assert.equal(readings.length, rows);
    assert.equal(readings.at(-1), `1 ${new Date(T + 2_499_000).toISOString()} 159`);
  });

  test('without columns of readings, cut off or damaged is refused in one clear error', async () => {
    const other = fileOf([{ name: 'a', data: [1], type: 'INT32' }]);
    assert.match(String((await readFormat(parquetFormat, other)).error), /has the columns a; /);
    const whole = fileOf([
      { name: 'ts', data: [new Date(T)], type: 'TIMESTAMP' },
      { name: 'hr', data: [60], type: 'INT32' },
    ]);
    for (const bytes of [
      whole.subarray(0, -10),
      Buffer.concat([whole.subarray(0, 8), Buffer.alloc(40), whole.subarray(48)]),
    ]) {
      const { error } = await readFormat(parquetFormat, bytes);
      assert.ok(error instanceof PulsebaseError && error.code === 'INVALID_FILE', String(error));
    }
  });

  test('made for harm: billions of values in a few bytes are refused', async () => {
    const rows = 3000;
    const file = Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: 'ts', data: Array.from({ length: rows }, (_, at) => new Date(T + at * 1000)), type: 'TIMESTAMP' },
          {
            name: 'hr',
            data: Array.from({ length: rows }, (_, at) => (at < 1000 || at >= 2000 ? 60 : null)),
            type: 'INT32',
          },
        ],
        codec: 'UNCOMPRESSED',
        rowGroupSize: rows,
      }),
    );
    // Which rows have a value is written as three runs: 1000 with one, 1000 without, 1000 with one.
    const runs = file.indexOf('d00f01d00f00d00f01', 'hex');
    assert.ok(runs > 0);
    // A first run of 2^31 - 1.
    file.write('feffffff0f01', runs, 'hex');
    const before = process.resourceUsage().maxRSS;
    const { readings, error } = await readFormat(parquetFormat, file);
    assert.deepEqual(readings, []);
    // In KiB, of this process.
    assert.ok(process.resourceUsage().maxRSS - before < 512 * 1024);
    assert.ok(error instanceof PulsebaseError && error.code === 'INVALID_FILE', String(error));
    assert.match(error.message, /cannot be read as Parquet after row 0: /);
  });
});
