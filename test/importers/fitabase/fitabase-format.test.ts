import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openSingleImport } from '../../../harness/open-single-import.ts';
import { fileOf, readImport } from '../read-import.ts';

describe('fitabase files', () => {
  const HEADER = 'Id,Time,Value';

  test('a file as it is exported, with a blank last line', async () => {
    const { rows, rejected } = await readImport(
      `${HEADER}\r\n2022484408,4/12/2016 7:21:00 AM,97\r\n2022484408,4/12/2016 12:00:05 PM,102\r\n\r\n`,
    );
    assert.deepEqual(rows, [
      [2, 2022484408, '2016-04-12T07:21:00.000Z', 97],
      [3, 2022484408, '2016-04-12T12:00:05.000Z', 102],
    ]);
    assert.deepEqual(rejected, []);
  });

  test('times are of the zone', async () => {
    const { rows } = await readImport(`${HEADER}\n1,4/12/2016 7:21:00 AM,97\n`, { timezone: 'America/New_York' });
    assert.deepEqual(rows, [[2, 1, '2016-04-12T11:21:00.000Z', 97]]);
  });

  test('rows that cannot be read are rejected', async () => {
    const { rows, rejected } = await readImport(
      `${HEADER}\n1,4/12/2016 13:21:00 PM,97\nx,4/12/2016 1:21:00 PM,97\n1,4/12/2016 1:21:00 PM\n1,4/12/2106 1:21:00 PM,9\n1,4/12/2016 1:21:00 PM,9x\n1,4/12/2016 1:21:00 PM,98\n`,
    );
    assert.deepEqual(rejected, [
      '2 invalid_timestamp',
      '3 invalid_user_id',
      '4 malformed_row',
      '5 timestamp_out_of_range',
      '6 invalid_heart_rate',
    ]);
    assert.deepEqual(rows, [[7, 1, '2016-04-12T13:21:00.000Z', 98]]);
  });

  test('in a file of the 12-hour clock a time without AM or PM is rejected', async () => {
    const { rows, rejected } = await readImport(`${HEADER}\n1,4/12/2016 7:21:00 AM,97\n1,4/12/2016 7:22:00,98\n`);
    assert.equal(rows.length, 1);
    assert.deepEqual(rejected, ['3 invalid_timestamp']);
  });

  test('times without seconds are read, with a warning', async () => {
    const source = await openSingleImport(fileOf(`${HEADER}\n1,5/13/16 6:55,71\n1,5/13/16 6:56,72\n`), {
      format: 'auto',
    });
    let rows = 0;
    for await (const block of source.blocks()) rows += block.length;
    assert.equal(rows, 2);
    const { warnings } = source.report();
    assert.ok(warnings.some((warning) => warning.startsWith('2 times are given to the minute only')));
  });

  test('a file with seconds whose dates are clear carries no warning', async () => {
    const source = await openSingleImport(fileOf(`${HEADER}\n1,4/13/2016 7:21:00 AM,97\n`), { format: 'fitabase' });
    for await (const _block of source.blocks());
    assert.deepEqual(source.report().warnings, []);
  });
});
