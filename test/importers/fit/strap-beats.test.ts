import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fitFormat } from '../../../src/importers/fit/fit-format.ts';
import { readFormat } from '../read-format.ts';
import { BYTE, type FieldSpec, FitWriter, packed12, SECOND, UINT8, UINT16, UINT32 } from './fit-writer.ts';

const RECORD = 20;
const HR = 132;
const TIMESTAMP: FieldSpec = [253, 4, UINT32];

const read = (content: Buffer) => readFormat(fitFormat, content);

describe('beats that a strap remembered', () => {
  const first: readonly FieldSpec[] = [TIMESTAMP, [0, 2, UINT16], [9, 4, UINT32], [6, 1, UINT8]];
  const next: readonly FieldSpec[] = [
    [6, 8, UINT8],
    [10, 12, BYTE],
  ];

  test('count 1/1024 s from the time that a message gives, as 32 bits or the last 12', async () => {
    const event = 0xffff_fe00;
    const steps = [512, 1024, 1500, 2048, 3000, 3512, 4096, 8000];
    const content = new FitWriter()
      .define(0, HR, first)
      .data(0, SECOND, 16_384, event, 70)
      .define(1, HR, next)
      .data(1, Buffer.from([71, 72, 255, 0, 75, 76, 77, 78]), packed12(steps.map((step) => event + step)))
      .file();
    const { readings, leftOut, devices } = await read(content);
    assert.deepEqual(
      readings.map((reading) => reading.split(' ').slice(1).join(' ')),
      [
        '2023-04-05T07:08:09.500Z 70',
        '2023-04-05T07:08:10.000Z 71',
        '2023-04-05T07:08:10.500Z 72',
        '2023-04-05T07:08:12.429Z 75',
        '2023-04-05T07:08:12.929Z 76',
        '2023-04-05T07:08:13.500Z 77',
        '2023-04-05T07:08:17.312Z 78',
      ],
    );
    assert.deepEqual(leftOut, { no_value: 1, no_contact: 1 });
    assert.deepEqual(
      devices.map(({ device, readings }) => [device, readings]),
      [['heart-rate strap', 7]],
    );
  });

  test('before any such time are rejected', async () => {
    const content = new FitWriter().define(1, HR, next).data(1, Buffer.alloc(8, 70), Buffer.alloc(12)).file();
    assert.equal((await read(content)).rejected.length, 8);
  });

  test('stand in a file of their own behind the track, of which people are told', async () => {
    const watch = new FitWriter()
      .define(0, 0, [
        [1, 2, UINT16],
        [2, 2, UINT16],
      ])
      .data(0, 1, 1551);
    const content = Buffer.concat([
      watch
        .define(0, RECORD, [TIMESTAMP, [3, 1, UINT8]])
        .data(0, SECOND, 80)
        .file(),
      new FitWriter().define(0, HR, first).data(0, SECOND, 8, 1024, 90).file(),
    ]);
    const { readings, devices, warnings, error } = await read(content);
    assert.equal(error, undefined);
    assert.deepEqual(readings, ['1 2023-04-05T07:08:09.000Z 80', '1 2023-04-05T07:08:09.000Z 90']);
    assert.deepEqual(
      devices.map(({ device }) => device),
      ['Garmin product 1551', 'Garmin product 1551, heart-rate strap'],
    );
    assert.deepEqual(warnings, [
      'heart rates come twice, 1 from the watch and 1 from the memory of the strap; --device takes one',
      '1 row has another value for a user and an instant that this file has already (row 3); the last was kept',
    ]);
  });
});
