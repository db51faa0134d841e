import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { csvFormat } from '../../../src/importers/csv/csv-format.ts';
import type { TableColumns } from '../../../src/importers/table-options.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { UserName } from '../../../src/model/user-name.ts';
import { readFormat } from '../read-format.ts';

const T = '2023-04-05T06:07:08Z';
const INSTANT = '2023-04-05T06:07:08.000Z';

/** What is said of a file that is refused. */
async function refusal(content: string, columns?: TableColumns, person?: number): Promise<string> {
  const { error, readings } = await readFormat(csvFormat, content, { person, table: { columns } });
  assert.deepEqual(readings, []);
  assert.ok(error instanceof PulsebaseError, 'it was read');
  assert.match(error.code, /^INVALID_(FILE|ARGUMENT)$/);
  return error.message;
}

describe('columns by their names', () => {
  test('usual names, in any case, with units in brackets', async () => {
    for (const header of [
      'user_id,timestamp,heart_rate',
      'UserId,Date Time,Heart Rate (bpm)',
      'USER-ID,DateTime,HR [bpm]',
      '"user id","start","HR(count/min)"',
      'userId,recorded_at,pulse',
      'Id,Time,Value',
      'id,start time,BPM',
      'user.id,Timestamp (UTC),Heart rate {beats/min}',
      'userid,timestamp_utc,beats per minute',
      'user_id,ts,Herzfrequenz',
      'user_id,time,Fréquence cardiaque (/min)',
    ]) {
      const { readings, rejected, error, warnings } = await readFormat(csvFormat, `${header}\n7,${T},72\n`);
      assert.deepEqual([header, readings, rejected, error], [header, [`7 ${INSTANT} 72`], [], undefined]);
      assert.deepEqual(warnings, []);
    }
  });

  test('people by name', async () => {
    for (const name of ['user', 'Participant', 'participant_id', 'subject', 'patient', 'external_id', 'Subject ID']) {
      const { readings } = await readFormat(
        csvFormat,
        `${name},timestamp,hr\nP-0012,${T},72\n007,${T},73\n7,${T},74\n`,
      );
      assert.deepEqual(readings, [`"P-0012" ${INSTANT} 72`, `"007" ${INSTANT} 73`, `"7" ${INSTANT} 74`]);
    }
  });

  test('a name under user_id is rejected with what to do', async () => {
    const { rejected } = await readFormat(csvFormat, `Id,Time,hr\nP-1,${T},72\n007,${T},72\n,${T},72\n`);
    assert.match(rejected[0]!, /^2 invalid_user_id: user id "P-1" is not .*name the column user: --columns user=Id$/);
    assert.match(rejected[1]!, /^3 invalid_user_id: user id "007"/);
    assert.equal(rejected[2], '4 invalid_user_id: user id is missing');
  });

  test('names that are too long, or are no UTF-8, are rejected', async () => {
    const content = Buffer.concat([
      Buffer.from(`user,timestamp,hr\n${'x'.repeat(256)},${T},72\n`),
      Buffer.from([0xff]),
      Buffer.from(`,${T},72\n`),
    ]);
    const { rejected } = await readFormat(csvFormat, content);
    assert.match(rejected[0]!, /is not text of 1 to 255 characters without control characters/);
    assert.match(rejected[1]!, /in another encoding than UTF-8/);
  });

  test('a table without people is of the person of the import, or refused', async () => {
    const content = `timestamp,heart_rate,is_low\n${T},79.0,False\n`;
    const known = await readFormat(csvFormat, content, { person: new UserName('P-1') });
    assert.deepEqual(known.readings, [`"P-1" ${INSTANT} 79`]);
    assert.equal(
      await refusal(content),
      'the file has the columns timestamp, heart_rate, is_low; nobody is named: add --user or --user-id, or a column user (--columns user=NAME)',
    );
    // A person whom the file names goes first.
    assert.deepEqual((await readFormat(csvFormat, `user_id,time,hr\n7,${T},72\n`, { person: 1 })).readings, [
      `7 ${INSTANT} 72`,
    ]);
  });

  test('a column id that counts the rows names nobody', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => `${at + 1},2023-04-05T06:00:${10 + at}Z,72\n`).join('');
    assert.match(await refusal(`id,timestamp,hr\n${rows}`), /id counts the rows; nobody is named/);
    const { readings } = await readFormat(csvFormat, `id,timestamp,hr\n${rows}`, { person: 5 });
    assert.equal(readings.length, 12);
    assert.ok(readings.every((reading) => reading.startsWith('5 ')));
    // Row numbers of R have no name, or stand beside the people.
    const { readings: named, warnings } = await readFormat(csvFormat, `"","user_id","ts","hr"\n"1",7,${T},72\n`);
    assert.deepEqual([named, warnings], [[`7 ${INSTANT} 72`], []]);
    const beside = await readFormat(csvFormat, `id,participant,timestamp,hr\n1,P-1,${T},72\n`);
    assert.deepEqual(beside.readings, [`"P-1" ${INSTANT} 72`]);
  });

  test('rates that are no readings are never heart rates', async () => {
    for (const name of [
      'resting_heart_rate',
      'avg_hr',
      'max_hr',
      'min',
      'Average Heart Rate (bpm)',
      'HR (max)',
      'Heart Rate (avg)',
      'hrv',
      'heart_rate_variability',
    ]) {
      const message = await refusal(`user_id,timestamp,${name}\n1,${T},60\n`);
      assert.match(
        message,
        /has the columns user_id, timestamp, .*; (none is known as the heart rate|.* is not a known unit)/,
      );
      const { readings } = await readFormat(csvFormat, `user_id,timestamp,${name},hr\n1,${T},200,60\n`);
      assert.deepEqual(readings, [`1 ${INSTANT} 60`]);
    }
  });

  test('what could be two is refused with the names and what to do', async () => {
    const two: readonly (readonly [header: string, message: RegExp])[] = [
      ['user_id,timestamp,hr,bpm', /"hr" and "bpm" could both be the heart rate; say which: --columns heart_rate=hr$/],
      ['user_id,timestamp,heart_rate,Heart Rate', /heart_rate is named twice \("heart_rate" and "Heart Rate"\)/],
      ['user_id,userId,timestamp,hr', /user_id is named twice/],
      [
        'user_id,start,timestamp,hr',
        /"start" and "timestamp" could both be the time; say which: --columns timestamp=start/,
      ],
      ['participant,subject,timestamp,hr', /"participant" and "subject" could both be the user/],
      ['user_id,timestamp,type,value', /"value" may hold anything, since "type" stands beside it/],
      ['Id,date,value,logId', /"value" may hold anything, since "logId" stands beside it/],
      ['user_id,timestamp,steps', /none is known as the heart rate; say which: --columns heart_rate=NAME/],
      ['user_id,hr,steps', /none is known as the time; say which: --columns timestamp=NAME/],
      ['user_id,timestamp,hr (furlongs)', /"furlongs" in "hr \(furlongs\)" is not a known unit/],
    ];
    for (const [header, message] of two) {
      const cells = header.split(',').map(() => '1');
      assert.match(await refusal(`${header}\n${cells.join(',')}\n`), message);
    }
  });

  test('a better name goes first', async () => {
    const content = `user_id,created_at,startDate,endDate,value,heart_rate\n1,${T},2023-01-01T00:00:00Z,${T},9,72\n`;
    const { readings, warnings } = await readFormat(csvFormat, content);
    assert.deepEqual(readings, ['1 2023-01-01T00:00:00.000Z 72']);
    assert.deepEqual(warnings, ['columns that are passed over: created_at, endDate, value']);
  });

  test('of times in UTC and by local clocks those in UTC are taken', async () => {
    const content = 'user_id,local_time,utc_time,hr\n1,2023-01-01 12:00:00,2023-01-01 17:00:00,72\n';
    const { readings, isZoneUsed } = await readFormat(csvFormat, content);
    assert.deepEqual([readings, isZoneUsed], [['1 2023-01-01T17:00:00.000Z 72'], false]);
  });

  test('columns that are passed over are named, within bounds', async () => {
    const many = Array.from({ length: 50 }, (_, at) => `c${at}`);
    const { warnings } = await readFormat(csvFormat, `user_id,timestamp,hr,${many}\n1,${T},72,${many}\n`);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^columns that are passed over: c0, c1, .* and 30 more$/);
  });
});

describe('columns that are given', () => {
  const content = `ID,When,Rate (left arm),hr\nP-1,${T},72,99\n`;

  test('by the names of the file', async () => {
    const columns = { user: 'ID', timestamp: 'When', heart_rate: 'Rate (left arm)' };
    const { readings, warnings } = await readFormat(csvFormat, content, { table: { columns } });
    assert.deepEqual([readings, warnings], [[`"P-1" ${INSTANT} 72`], ['columns that are passed over: hr']]);
    // A name that is known is found all the same.
    const some = await readFormat(csvFormat, content, { table: { columns: { user: 'id', timestamp: 'when' } } });
    assert.deepEqual(some.readings, [`"P-1" ${INSTANT} 99`]);
    assert.ok(csvFormat.begins(Buffer.from('A;B;C\n1;2;3\n'), { table: { columns } }));
  });

  test('a name that is not in the header is told with those that are', async () => {
    assert.match(
      await refusal(content, { heart_rate: 'Puls' }),
      /heart_rate=Puls: there is no such column; the header has ID, When, Rate \(left arm\), hr$/,
    );
  });

  test('of two spellings the exact one is meant', async () => {
    const twice = `user_id,timestamp,heart_rate,Heart Rate\n1,${T},60,70\n`;
    const { readings } = await readFormat(csvFormat, twice, { table: { columns: { heart_rate: 'Heart Rate' } } });
    assert.deepEqual(readings, [`1 ${INSTANT} 70`]);
  });
});

test('among other files a table has to say that it holds heart rates', () => {
  const begins = (header: string, isOneOfMany: boolean) =>
    csvFormat.begins(Buffer.from(`${header}\n`), { isOneOfMany });
  for (const header of ['timestamp,heart_rate', 'Date;Time;Puls']) {
    assert.ok(begins(header, true));
    assert.ok(begins(header, false));
  }
  for (const header of ['timestamp,steps', 'timestamp,value', 'date,resting_heart_rate', 'timestamp,data source']) {
    assert.ok(!begins(header, true), header);
  }
  assert.ok(begins('timestamp,steps', false));
  assert.ok(!begins('name,age', false));
});

describe('devices', () => {
  const rows = `user_id,timestamp,hr,Source\n1,${T},60,Watch\n1,${T},61,Strap\n1,2023-04-05T06:07:09Z,62,\n`;

  test('are told', async () => {
    const { devices, readings } = await readFormat(csvFormat, rows);
    assert.equal(readings.length, 3);
    assert.deepEqual(
      devices.map(({ device, readings: count }) => [device, count]),
      [
        ['Watch', 1],
        ['Strap', 1],
      ],
    );
  });
});
