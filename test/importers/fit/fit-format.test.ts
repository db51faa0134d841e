import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fitFormat } from '../../../src/importers/fit/fit-format.ts';
import { readFormat } from '../read-format.ts';
import { type FieldSpec, FitWriter, SECOND, STRING, UINT8, UINT16, UINT32, UINT32Z } from './fit-writer.ts';

const RECORD = 20;
const MONITORING = 55;
const TIMESTAMP: FieldSpec = [253, 4, UINT32];
const HEART_RATE: FieldSpec = [3, 1, UINT8];

const track = () => new FitWriter().define(0, RECORD, [TIMESTAMP, HEART_RATE]);
const read = (content: Buffer) => readFormat(fitFormat, content);

describe('records', () => {
  test('have a time in UTC and a heart rate; 255 and 0 are left out', async () => {
    const content = track()
      .data(0, SECOND, 80)
      .data(0, SECOND + 1, 255)
      .data(0, SECOND + 2, 0)
      .data(0, SECOND + 3, 81)
      .file();
    const outcome = await read(content);
    assert.deepEqual(outcome.readings, ['1 2023-04-05T07:08:09.000Z 80', '1 2023-04-05T07:08:12.000Z 81']);
    assert.deepEqual(outcome.leftOut, { no_value: 1, no_contact: 1 });
    assert.deepEqual([outcome.rejected, outcome.warnings, outcome.error], [[], [], undefined]);
    assert.equal(outcome.isZoneUsed, false);
  });

  test('without a time, or with one that counts from when the device was switched on, are rejected', async () => {
    const content = track()
      .data(0, 0xffff_ffff, 80)
      .data(0, 5000, 80)
      .define(1, RECORD, [HEART_RATE])
      .data(1, 81)
      .file();
    const { readings, rejected } = await read(content);
    assert.deepEqual(readings, []);
    assert.deepEqual(rejected, [
      '1 invalid_timestamp: timestamp is missing',
      '2 invalid_timestamp: timestamp counts from when the device was switched on (5000 s)',
      '3 invalid_timestamp: timestamp is missing',
    ]);
  });

  test('of both byte orders, of headers of 12, 14 and more bytes', async () => {
    for (const isBigEndian of [false, true]) {
      for (const headerSize of [12, 14, 20]) {
        const writer = new FitWriter().define(3, RECORD, [HEART_RATE, [1, 2, UINT16], TIMESTAMP], { isBigEndian });
        const { readings, warnings, error } = await read(writer.data(3, 80, 7, SECOND).file({ headerSize }));
        assert.deepEqual([readings, warnings, error], [['1 2023-04-05T07:08:09.000Z 80'], [], undefined]);
      }
    }
  });

  test('of local types that are defined anew, with fields of apps and of sizes that fit no type', async () => {
    const content = track()
      .data(0, SECOND, 80)
      .define(0, RECORD, [[7, 3, UINT16], HEART_RATE, TIMESTAMP], { added: [5, 1] })
      .data(0, Buffer.alloc(3), 81, SECOND + 1)
      .define(1, RECORD, [TIMESTAMP, [3, 2, UINT16]])
      .data(1, SECOND + 2, 300)
      .data(1, SECOND + 3, 0xffff)
      // A time of two bytes says nothing.
      .define(2, RECORD, [[253, 2, UINT32], HEART_RATE])
      .data(2, 17, 82)
      .file();
    const { readings, rejected, leftOut } = await read(content);
    assert.deepEqual(readings, [
      '1 2023-04-05T07:08:09.000Z 80',
      '1 2023-04-05T07:08:10.000Z 81',
      '1 2023-04-05T07:08:11.000Z 300',
    ]);
    assert.deepEqual(rejected, ['5 invalid_timestamp: timestamp is missing']);
    assert.deepEqual(leftOut, { no_value: 1 });
  });

  test('with the last five bits of their time in their header, which pass their end', async () => {
    const start = (SECOND & ~0x1f) + 30;
    const writer = track().data(0, start, 80).define(1, RECORD, [HEART_RATE]);
    const { readings } = await read(writer.timed(1, 31, 81).timed(1, 31, 82).timed(1, 3, 83).timed(1, 2, 84).file());
    const seconds = readings.map((reading) => Date.parse(reading.split(' ')[1]!) / 1000 - 631_065_600 - start);
    assert.deepEqual(seconds, [0, 1, 1, 5, 36]);
    assert.deepEqual((await read(new FitWriter().define(1, RECORD, [HEART_RATE]).timed(1, 3, 80).file())).rejected, [
      '1 invalid_timestamp: timestamp is missing',
    ]);
  });

  test('take the name of the device from the beginning of the file', async () => {
    const names: FieldSpec[] = [
      [1, 2, UINT16],
      [2, 2, UINT16],
      [3, 4, UINT32Z],
      [8, 12, STRING],
    ];
    const named = (...values: readonly (number | Uint8Array)[]) =>
      read(
        new FitWriter()
          .define(0, 0, names)
          .data(0, ...values)
          .define(0, RECORD, [TIMESTAMP, HEART_RATE])
          .data(0, SECOND, 80)
          .file(),
      );
    const none = Buffer.alloc(12);
    assert.equal(
      (await named(1, 1551, 3_825_981_698, none)).devices[0]?.device,
      'Garmin product 1551, serial 3825981698',
    );
    assert.equal((await named(294, 7, 0, Buffer.from('PACE\t2\0rest'))).devices[0]?.device, 'Coros PACE 2');
    assert.equal((await named(9999, 0xffff, 5, none)).devices[0]?.device, 'manufacturer 9999, serial 5');
    assert.deepEqual((await named(0xffff, 7, 5, none)).devices, []);
  });
});

test('figures of laps, sessions and days, and intervals between beats, are not readings', async () => {
  const content = new FitWriter()
    .define(0, 18, [TIMESTAMP, [16, 1, UINT8], [17, 1, UINT8]])
    .data(0, SECOND, 120, 180)
    .data(0, SECOND, 255, 255)
    .define(1, 19, [TIMESTAMP, [15, 1, UINT8]])
    .data(1, SECOND, 121)
    .define(2, 211, [TIMESTAMP, [0, 1, UINT8]])
    .data(2, SECOND, 55)
    .define(3, 78, [[0, 4, UINT16]])
    .data(3, 0x0320_0310)
    .file();
  const { readings, leftOut, warnings } = await read(content);
  assert.deepEqual(readings, []);
  assert.deepEqual(leftOut, { statistic: 2, resting: 1, interval: 1 });
  assert.deepEqual(warnings, []);
});

describe('messages of the day', () => {
  test('give the last 16 bits of their time, which count on from any full time and pass their end', async () => {
    const start = SECOND - (SECOND & 0xffff) + 0xfff0;
    const content = new FitWriter()
      // monitoring_info
      .define(0, 103, [TIMESTAMP, [0, 4, UINT32]])
      .data(0, start, 0)
      .define(1, MONITORING, [
        [26, 2, UINT16],
        [27, 1, UINT8],
      ])
      .data(1, 0xfff1, 60)
      .data(1, 0x000f, 61)
      .define(2, MONITORING, [
        [26, 2, UINT16],
        [2, 4, UINT32],
      ])
      .data(2, 0x0100, 7)
      .data(1, 0x00f0, 62)
      .define(3, MONITORING, [TIMESTAMP, [27, 1, UINT8]])
      .data(3, start + 200_000, 63)
      .data(1, (start + 200_060) & 0xffff, 255)
      .file();
    const { readings, leftOut } = await read(content);
    const seconds = readings.map((reading) => Date.parse(reading.split(' ')[1]!) / 1000 - 631_065_600 - start);
    assert.deepEqual(seconds, [1, 0x1f, 0x100 + 0x1_0000, 200_000]);
    assert.deepEqual(
      readings.map((reading) => Number(reading.split(' ')[2])),
      [60, 61, 62, 63],
    );
    assert.deepEqual(leftOut, { no_value: 1 });
  });

  test('without a full time before them are rejected', async () => {
    const writer = new FitWriter()
      .define(1, MONITORING, [
        [26, 2, UINT16],
        [27, 1, UINT8],
      ])
      .data(1, 5, 60);
    assert.deepEqual((await read(writer.file())).rejected, ['1 invalid_timestamp: timestamp is missing']);
  });
});
