import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openSingleImport } from '../../../harness/open-single-import.ts';
import { parseFitabaseTime } from '../../../src/importers/fitabase/fitabase-time.ts';
import { fileOf, readImport } from '../read-import.ts';

function time(text: string): string | undefined {
  const parsed = parseFitabaseTime(text);
  return parsed === undefined ? undefined : new Date(parsed.local).toISOString().slice(0, 19);
}

describe('fitabase times', () => {
  const known: { readonly [text: string]: string } = {
    '4/1/2016 7:54:05 AM': '2016-04-01T07:54:05',
    '12/31/2016 11:59:59 PM': '2016-12-31T23:59:59',
    '4/12/2016 12:00:00 AM': '2016-04-12T00:00:00',
    '4/12/2016 12:59:59 AM': '2016-04-12T00:59:59',
    '4/12/2016 12:00:00 PM': '2016-04-12T12:00:00',
    '4/12/2016 1:00:00 PM': '2016-04-12T13:00:00',
    '04/02/2016 01:02:03 pm': '2016-04-02T13:02:03',
    '2/29/2016 1:00:00 AM': '2016-02-29T01:00:00',
    ' 4/1/2016 7:54 AM ': '2016-04-01T07:54:00',
    '5/10/16 6:55': '2016-05-10T06:55:00',
    '05/10/16 16:55': '2016-05-10T16:55:00',
    '5/10/2016 0:05:09': '2016-05-10T00:05:09',
  };
  for (const [text, expected] of Object.entries(known)) {
    test(text, () => assert.equal(time(text), expected));
  }

  for (const text of [
    '',
    '4/1/2016',
    '7:54:05 AM',
    '13/1/2016 7:54:05 AM',
    '0/1/2016 7:54:05 AM',
    '4/31/2016 7:54:05 AM',
    '2/29/2015 7:54:05 AM',
    '4/0/2016 7:54:05 AM',
    '4/1/2016 13:00:00 PM',
    '4/1/2016 0:00:00 AM',
    '4/1/2016 7:60:00 AM',
    '4/1/2016 7:54:60 AM',
    '4/1/2016 24:00:00',
    '4/1/2016 7:5:00 AM',
    '4/1/2016 7:54:05 XM',
    '4/1/216 7:54:05 AM',
    '4/1/99 7:54',
    '1.4.2016 7:54:05',
    '2016-04-01 07:54:05',
    '4/1/2016 7:54:05 AM x',
  ]) {
    test(`${JSON.stringify(text)} is none`, () => assert.equal(time(text), undefined));
  }

  test('every second of a day is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 47_482 * 86_400 - 1 }), (seconds) => {
        const date = new Date(seconds * 1000);
        const written = date.toLocaleString('en-US', { timeZone: 'UTC' }).replace(',', '');
        assert.equal(time(written), date.toISOString().slice(0, 19));
      }),
    );
  });
});

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
    const source = await openSingleImport(fileOf(`${HEADER}\n1,5/10/16 6:55,71\n1,5/10/16 6:56,72\n`), {
      format: 'auto',
    });
    let rows = 0;
    for await (const block of source.blocks()) rows += block.length;
    assert.equal(rows, 2);
    assert.equal(source.report().warnings.length, 1);
    assert.match(source.report().warnings[0]!, /to the minute only/);
  });

  test('a file with seconds carries no warning', async () => {
    const source = await openSingleImport(fileOf(`${HEADER}\n1,4/12/2016 7:21:00 AM,97\n`), { format: 'fitabase' });
    for await (const _block of source.blocks());
    assert.deepEqual(source.report().warnings, []);
  });
});
