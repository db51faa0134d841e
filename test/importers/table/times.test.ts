import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { csvFormat } from '../../../src/importers/csv/csv-format.ts';
import { fitabaseFormat } from '../../../src/importers/fitabase/fitabase-format.ts';
import { ImportJob } from '../../../src/importers/import-job.ts';
import type { ReadingFormat } from '../../../src/importers/reading-format.ts';
import type { DateOrder } from '../../../src/importers/table-options.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';
import { gather, generate } from '../read-import.ts';

interface Outcome {
  /** Instants that were read, without their `.000Z`. */
  readonly times: readonly string[];
  readonly rejected: readonly string[];
  readonly warnings: readonly string[];
  readonly error: string | undefined;
}

/** Reads times of user 1, a row a minute apart or so. */
async function read(
  times: readonly string[],
  { dateOrder, format = csvFormat }: { readonly dateOrder?: DateOrder; readonly format?: ReadingFormat } = {},
): Promise<Outcome> {
  const header = format === fitabaseFormat ? 'Id;Time;Value' : 'user_id;timestamp;heart_rate';
  const content = [header, ...times.map((time, at) => `1;${time};${60 + (at % 50)}`)].join('\n');
  const { readings, rejected, warnings, error } = await readFormat(format, content, { table: { dateOrder } });
  assert.ok(error === undefined || (error instanceof PulsebaseError && error.code === 'INVALID_FILE'));
  return {
    times: readings.map((reading) => reading.split(' ')[1]!.replace(/(?:\.000)?Z$/, '')),
    rejected,
    warnings,
    error: error?.message,
  };
}

describe('forms of times that say all by themselves', () => {
  const known: { readonly [text: string]: string } = {
    '2023-01-07T10:00:00Z': '2023-01-07T10:00:00',
    '2023-01-07 10:00:00 UTC': '2023-01-07T10:00:00',
    '2023-01-07 10:00:00 gmt': '2023-01-07T10:00:00',
    '2023-01-07T10:00:00+14:00': '2023-01-06T20:00:00',
    '2023-01-07T10:00:00-14:00': '2023-01-08T00:00:00',
    '20230107T100000Z': '2023-01-07T10:00:00',
    '2023/01/07 10:00:00': '2023-01-07T10:00:00',
    '2023.1.7 10:00:05 PM': '2023-01-07T22:00:05',
    '07.01.2023 10:00:00': '2023-01-07T10:00:00',
    '7.1.23 10:00:01': '2023-01-07T10:00:01',
    '07.01.2023, 10:00:00': '2023-01-07T10:00:00',
    '07.01.2023 10.00.07': '2023-01-07T10:00:07',
    'Sat Jan 07 10:00:00 UTC 2023': '2023-01-07T10:00:00',
    'Sat Jan  7 10:00:00 2023': '2023-01-07T10:00:00',
    'Sat Jan 07 2023 10:00:00 GMT+0100 (Central European Standard Time)': '2023-01-07T09:00:00',
    'Sat, 07 Jan 2023 10:00:00 GMT': '2023-01-07T10:00:00',
    'Sat, 07 Jan 2023 10:00:00 -0500': '2023-01-07T15:00:00',
    'Jan 7, 2023, 10:00:00 PM': '2023-01-07T22:00:00',
    'Jan 7, 2023 at 10:00:00 a.m.': '2023-01-07T10:00:00',
    '7-Jan-2023 10:00:00': '2023-01-07T10:00:00',
    '7 January 2023 10:00:00.123': '2023-01-07T10:00:00.123',
    '13/01/2023 10:00:00': '2023-01-13T10:00:00',
    '01/13/2023 10:00:00': '2023-01-13T10:00:00',
    '1/13/23 12:00:00 AM': '2023-01-13T00:00:00',
    '1/13/2023 12:59:59\u202fPM': '2023-01-13T12:59:59',
    '13-01-2023T10:00:00': '2023-01-13T10:00:00',
    '1/1/2023 10:00:00': '2023-01-01T10:00:00',
    '1694496600': '2023-09-12T05:30:00',
    '1694496600.25': '2023-09-12T05:30:00.250',
    '1694496600123': '2023-09-12T05:30:00.123',
    '1694496600123456': '2023-09-12T05:30:00.123',
    '1694496600123456789': '2023-09-12T05:30:00.123',
  };
  for (const [text, expected] of Object.entries(known)) {
    test(text, async () => {
      const { times, rejected, error } = await read([text]);
      assert.deepEqual([times, rejected, error], [[expected], [], undefined]);
    });
  }

  const none: { readonly [text: string]: RegExp } = {
    yesterday: /"yesterday" is not a time in ISO 8601/,
    'Sat Jan 07 10:00:00 PDT 2017':
      /PDT names different offsets in different places; write it as digits, such as -05:00/,
    '2023-01-07 10:00:00 EST': /EST names different offsets/,
    '2023-01-07T10:00:00+14:01': /offset that no clocks have; they reach from -14:00 to \+14:00/,
    '2023-02-30 10:00:00': /names a day or a time that does not exist/,
    '30.02.2023 10:00:00': /not a day and time with the day first/,
    '13/13/2023 10:00:00': /is not a date/,
    '1/13/2023 13:00:00 PM': /no 12-hour clock/,
    '1/13/99 10:00:00': /not a day and time/,
    '12': /it is a number/,
    '44927.5': /day number of a spreadsheet/,
    '20230131': /it is a number/,
    '202301311200': /it is a number/,
    '20230131120000': /it is a number/,
    '1.6944966e9': /looks like Unix seconds/,
  };
  for (const [text, message] of Object.entries(none)) {
    test(`${text} is none`, async () => {
      const { times, rejected } = await read([text]);
      assert.deepEqual(times, []);
      assert.match(rejected[0]!, /^2 invalid_timestamp: timestamp "/);
      assert.match(rejected[0]!, message);
    });
  }

  test('Unix times are of one unit, which is told', async () => {
    const { times, rejected, warnings } = await read(['1694496600', '1694496601000', '1694496602']);
    assert.deepEqual(times, ['2023-09-12T05:30:00', '2023-09-12T05:30:02']);
    assert.match(
      rejected[0]!,
      /is in Unix milliseconds, where the rows before are in Unix seconds|where the rows before are in seconds/,
    );
    assert.deepEqual(warnings, ['the times are read as Unix seconds']);
  });

  test('minutes alone, and dates alone, are counted', async () => {
    const { times, warnings } = await read([
      '2023-01-07',
      '2023-01-07 10:00',
      '2023-01-07T10:01Z',
      '08.01.2023',
      '08.01.2023 9:05',
    ]);
    assert.equal(times.length, 5);
    assert.deepEqual(
      warnings.map((warning) => warning.replace(/:.*/, '')),
      ['3 times are given to the minute only', '2 rows have a date without a time'],
    );
  });
});

describe('the order of day and month', () => {
  const days = (numbers: readonly number[], write: (day: number) => string) => numbers.map(write);

  test('is that of all dates, whichever row shows it', async () => {
    for (const separator of ['/', '-']) {
      const first = await read(days([11, 12, 13], (day) => `${day}${separator}4${separator}2016 7:21:00`));
      assert.deepEqual(first.times, ['2016-04-11T07:21:00', '2016-04-12T07:21:00', '2016-04-13T07:21:00']);
      assert.match(first.warnings[0]!, /^dates are read with the day first, as line 4 \("13.4.2016 7:21:00"\) shows$/);
      const second = await read(days([11, 12, 13], (day) => `4${separator}${day}${separator}2016 7:21:00`));
      assert.deepEqual(second.times, first.times);
    }
  });

  test('is looked for to the end of a long file', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `05/04/2016 ${10 + (at % 10)}:${10 + (at % 50)}:00`);
    const { times, error } = await read([...rows, '13/04/2016 10:00:00']);
    assert.equal(error, undefined);
    assert.ok(times.every((time) => time.startsWith('2016-04-')));
    const contradiction = await read([...rows, '13/04/2016 10:00:00', '04/13/2016 10:00:00']);
    assert.deepEqual(contradiction.times, []);
    assert.match(
      contradiction.error!,
      /line 30002 .* has the day first, line 30003 .* the month first; import the parts apart/,
    );
  });

  test('that no date shows is refused, unless it is given', async () => {
    const rows = days([3, 4, 5], (day) => `${day}/4/2016 17:21:00`);
    assert.match(
      (await read(rows)).error!,
      /^the file: line 2 \("3\/4\/2016 17:21:00"\) could be two days.*--date-order dmy or --date-order mdy$/,
    );
    assert.match(
      (await read(['4/12/2016 7:21:00 AM'])).error!,
      /could be two days.*--date-order mdy; with AM and PM, as in exports of Fitabase, it is mostly the month$/,
    );
    assert.deepEqual((await read(rows, { dateOrder: 'dmy' })).times[0], '2016-04-03T17:21:00');
    assert.deepEqual((await read(rows, { dateOrder: 'mdy' })).times[0], '2016-03-04T17:21:00');
    assert.deepEqual((await read(['16/04/03 17:21:00'], { dateOrder: 'ymd' })).times, ['2016-04-03T17:21:00']);
    const { rejected } = await read([...rows, '4/13/2016 17:21:00'], { dateOrder: 'dmy' });
    assert.match(rejected[0]!, /^5 invalid_timestamp: .*is not a day and time with the day first$/);
  });

  test('is the usual one where a file of Fitabase has AM and PM, and that is told', async () => {
    const rows = ['4/1/2016 7:54:05 AM', '4/2/2016 7:54:05 PM'];
    const { times, warnings } = await read(rows, { format: fitabaseFormat });
    assert.deepEqual(times, ['2016-04-01T07:54:05', '2016-04-02T19:54:05']);
    assert.match(warnings[0]!, /with the month first, as Fitabase writes them; none of them shows it/);
    assert.match((await read(['5/10/16 16:55'], { format: fitabaseFormat })).error!, /could be two days/);
    const british = await read(['4/1/2016 7:54:05 AM', '13/1/2016 7:54:05 AM'], { format: fitabaseFormat });
    assert.deepEqual(british.times, ['2016-01-04T07:54:05', '2016-01-13T07:54:05']);
  });

  test('where bytes come once, rows are read while they are clear', async () => {
    const open = async (content: string, dateOrder?: DateOrder) => {
      const chunks = [Buffer.from(content)];
      const job = new ImportJob({ table: { dateOrder } });
      const { blocks } = await csvFormat.open({ name: 'the pipe', chunks: generate(chunks) }, job);
      return (await gather(blocks({}))).reduce((rows, block) => rows + block.length, 0);
    };
    const clear = `user_id,timestamp,heart_rate\n${'1,2023-01-01T00:00:00Z,60\n'.repeat(20_000)}`;
    assert.equal(await open(`${clear}1,13/4/2016 7:00:00,60\n1,12/4/2016 7:00:00,60\n`), 20_002);
    await assert.rejects(open(`${clear}1,12/4/2016 7:00:00,60\n`), {
      code: 'INVALID_FILE',
      message: /line 20002 \("12\/4\/2016 7:00:00"\) could be two days/,
    });
    assert.equal(await open(`${clear}1,12/4/2016 7:00:00,60\n`, 'dmy'), 20_001);
  });
});

describe('12-hour clocks', () => {
  test('without AM and PM are refused', async () => {
    for (const date of ['4/13/2016', '2016-04-13', '13.04.2016']) {
      const hours = ['1:00:00', '7:00:00', '12:30:00', '1:00:00', '7:00:00', '11:00:00'];
      const { times, error } = await read(hours.map((hour) => `${date} ${hour.padStart(8, '0')}`));
      assert.deepEqual(times, []);
      assert.match(error!, /no hour is above 12, and line 5 .* steps back .*: a 12-hour clock without AM and PM/);
    }
  });

  test('are not what a morning, rows without order, or rows from the last to the first are', async () => {
    const morning = Array.from({ length: 12 }, (_, at) => `2016-04-13 ${String(at + 1).padStart(2, '0')}:00:00`);
    for (const rows of [morning, [...morning].reverse(), [3, 9, 1, 12, 2, 8, 7, 4].map((at) => morning[at - 1]!)]) {
      assert.equal((await read(rows)).times.length, rows.length);
    }
    const night = ['2016-04-13 12:30:00', '2016-04-13 01:00:00', '2016-04-13 13:30:00'];
    assert.equal((await read(night)).times.length, 3);
  });

  test('in a file with AM and PM a time without is rejected', async () => {
    const { times, rejected } = await read(['4/13/2016 7:21:00 AM', '4/13/2016 7:22:00', '2016-04-13 07:23:00']);
    assert.equal(times.length, 2);
    assert.match(rejected[0]!, /^3 invalid_timestamp: .* has neither AM nor PM, where other times of the file have$/);
  });

  test('that show themselves late are told', async () => {
    const early = Array.from(
      { length: 5000 },
      (_, at) =>
        `2016-04-13 11:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`,
    );
    const { warnings } = await read([...early.slice(0, 3600), '2016-04-13 12:10:00', '2016-04-13 01:10:00']);
    assert.ok(warnings.some((warning) => /^no hour is above 12, and line 3603/.test(warning)));
  });
});

describe('date and time in two columns', () => {
  const joined = async (header: string, ...rows: readonly string[]) => {
    const { readings, rejected, error } = await readFormat(csvFormat, [header, ...rows].join('\n'));
    assert.equal(error, undefined);
    assert.deepEqual(rejected, []);
    return readings.map((reading) => reading.split(' ')[1]);
  };

  test('of any names, and in any form', async () => {
    const expected = ['2023-01-13T08:00:00.000Z'];
    assert.deepEqual(await joined('user_id,date,time,hr', '1,2023-01-13,08:00:00,60'), expected);
    assert.deepEqual(await joined('user_id,timestamp,time,hr', '1,2023-01-13,08:00:00,60'), expected);
    assert.deepEqual(await joined('user_id,time,hr,date', '1,8:00 AM,60,13/01/2023'), expected);
    assert.deepEqual(await joined('user_id,start date,start time,hr', '1,13.01.2023,8:00,60'), expected);
    assert.deepEqual(await joined('user_id,Datum,Uhrzeit,Puls', '1,13.01.2023,8:00,60'), expected);
    assert.deepEqual(await joined('user_id,date,time,hr', '1,2023-01-13 00:00:00,08:00:00,60'), expected);
    assert.deepEqual(await joined('user_id,date,time,hr', '1,2023-01-13,03:00:00-05:00,60'), expected);
  });

  test('are not joined where one of them has it all', async () => {
    const expected = ['2023-01-13T08:00:00.000Z'];
    assert.deepEqual(await joined('user_id,date,time,hr', '1,2023-01-13,2023-01-13T08:00:00Z,60'), expected);
    assert.deepEqual(await joined('user_id,timestamp,time,hr', '1,2023-01-13T08:00:00Z,09:00:00,60'), expected);
    assert.deepEqual(await joined('user_id,date,hr', '1,2023-01-13T08:00:00Z,60'), expected);
  });

  test('a time of day without a date is refused', async () => {
    const { error } = await readFormat(csvFormat, 'user_id,time,hr\n1,08:00:00,60\n');
    assert.match(String(error), /"time" has times of day, and no column the date/);
  });
});
