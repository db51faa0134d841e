import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { healthConnectFormat } from '../../../src/importers/health-connect/health-connect-format.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';

const SCHEMA = `
  CREATE TABLE application_info_table (row_id INTEGER PRIMARY KEY, package_name TEXT, app_name TEXT);
  CREATE TABLE heart_rate_record_table (
    row_id INTEGER PRIMARY KEY, app_info_id INTEGER, start_time INTEGER, end_time INTEGER, start_zone_offset INTEGER
  );
  CREATE TABLE heart_rate_record_series_table (parent_key INTEGER, beats_per_minute INTEGER, epoch_millis INTEGER);
  CREATE TABLE resting_heart_rate_record_table (row_id INTEGER PRIMARY KEY, beats_per_minute INTEGER, time INTEGER);`;

/** The bytes of a database made by these statements. */
function databaseOf(statements: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-health-connect-'));
  try {
    const database = new DatabaseSync(join(folder, 'export.db'));
    database.exec(statements);
    database.close();
    return readFileSync(join(folder, 'export.db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const whole = databaseOf(`${SCHEMA}
  INSERT INTO application_info_table VALUES (1, 'com.watch', 'Watch'), (2, 'com.phone', '');
  INSERT INTO heart_rate_record_table VALUES (10, 1, 0, 0, 7200), (11, 2, 0, 0, 7200);
  INSERT INTO heart_rate_record_series_table VALUES (10, 60, 1680674828123), (10, 61, 1680674829000), (11, 62, 1680674830000), (12, 63, 1680674831000);
  INSERT INTO resting_heart_rate_record_table VALUES (1, 50, 1680674828123);
`);

describe('an export of Health Connect', () => {
  test('holds samples in Unix ms, with the app that wrote them', async () => {
    assert.ok(healthConnectFormat.begins(whole));
    const { readings, devices, error } = await readFormat(healthConnectFormat, whole);
    assert.equal(error, undefined);
    assert.deepEqual(readings, [
      '1 2023-04-05T06:07:08.123Z 60',
      '1 2023-04-05T06:07:09.000Z 61',
      '1 2023-04-05T06:07:10.000Z 62',
      '1 2023-04-05T06:07:11.000Z 63',
    ]);
    assert.deepEqual(
      devices.map(({ device, readings: count }) => [device, count]),
      [
        ['Watch', 2],
        ['com.phone', 1],
      ],
    );
  });

  test('is refused where it is another database, or damaged, and leaves no copy behind', async () => {
    const copies = () => readdirSync(tmpdir()).filter((name) => /^pulsebase-[A-Za-z0-9]{6}$/.test(name)).length;
    const before = copies();
    const other = await readFormat(
      healthConnectFormat,
      databaseOf('CREATE TABLE MI_BAND_ACTIVITY_SAMPLE (HEART_RATE INTEGER)'),
    );
    assert.match(String(other.error), /is an SQLite database, but not an export of Health Connect/);
    for (const bytes of [whole.subarray(0, 5000), Buffer.concat([whole.subarray(0, 100), Buffer.alloc(4096)])]) {
      const { error } = await readFormat(healthConnectFormat, bytes);
      assert.ok(error instanceof PulsebaseError && error.code === 'INVALID_FILE', String(error));
    }
    assert.equal(copies(), before);
  });

  test('has each sample once, though several records or apps have one number', async () => {
    const twice = databaseOf(`${SCHEMA.replaceAll('row_id INTEGER PRIMARY KEY', 'row_id INTEGER')}
      INSERT INTO application_info_table VALUES (1, 'com.watch', 'Watch'), (1, 'com.watch', 'Watch');
      INSERT INTO heart_rate_record_table VALUES (10, 1, 0, 0, 7200), (10, 1, 0, 0, 7200), (10, 1, 0, 0, 7200);
      INSERT INTO heart_rate_record_series_table VALUES (10, 60, 1680674828123);`);
    const { readings, devices } = await readFormat(healthConnectFormat, twice);
    assert.deepEqual(readings, ['1 2023-04-05T06:07:08.123Z 60']);
    assert.deepEqual(
      devices.map(({ device, readings: count }) => [device, count]),
      [['Watch', 1]],
    );
  });

  test('is refused where its tables compute what they give', async () => {
    const samples = 'CREATE TABLE heart_rate_record_series_table (parent_key INTEGER, epoch_millis INTEGER';
    const records = 'CREATE TABLE heart_rate_record_table (row_id INTEGER PRIMARY KEY, app_info_id INTEGER)';
    for (const computed of [
      `${samples}, beats_per_minute AS (length(zeroblob(epoch_millis))))`,
      `${samples}, beats_per_minute AS (length(zeroblob(epoch_millis))) STORED)`,
      'CREATE VIRTUAL TABLE heart_rate_record_series_table USING rtree(parent_key, epoch_millis, beats_per_minute)',
      'CREATE VIEW heart_rate_record_series_table AS SELECT 1 AS parent_key, 1 AS epoch_millis, 60 AS beats_per_minute',
    ]) {
      const { readings, error } = await readFormat(healthConnectFormat, databaseOf(`${records}; ${computed};`));
      assert.deepEqual(readings, []);
      assert.match(String(error), /is an SQLite database, but not an export of Health Connect/);
    }
  });

  test('is read on behind integers that no number holds', async () => {
    const wide = databaseOf(`${SCHEMA}
      INSERT INTO heart_rate_record_series_table VALUES
        (10, 60, 1680674828000), (10, 61, 9007199254740993), (10, 62, -9223372036854775808), (10, 63, 1680674829000),
        (9007199254740993, 64, 1680674830000), (10, 65, NULL), (10, 66, 'noon'), (10, 67, 1680674831000.5);`);
    const { readings, rejected, error } = await readFormat(healthConnectFormat, wide);
    assert.equal(error, undefined);
    assert.deepEqual(
      readings.map((reading) => reading.split(' ')[2]),
      ['60', '63', '64', '67'],
    );
    assert.deepEqual(rejected, [
      '2 timestamp_out_of_range: timestamp 9007199254740993 is not from 1970 to 2099',
      '3 timestamp_out_of_range: timestamp -9223372036854775808 is not from 1970 to 2099',
      '6 invalid_timestamp: timestamp is missing',
      '7 invalid_timestamp: timestamp "noon" is not a time in ISO 8601, such as 2023-01-31T10:00:00Z',
    ]);
  });

  test('has a heart rate that no number holds as one out of range', async () => {
    const wide = databaseOf(`${SCHEMA}
      INSERT INTO heart_rate_record_series_table VALUES (10, 9223372036854775807, 1680674828000), (10, 60, 1680674829000);`);
    const { readings } = await readFormat(healthConnectFormat, wide);
    assert.deepEqual(readings, ['1 2023-04-05T06:07:08.000Z 9223372036854776000', '1 2023-04-05T06:07:09.000Z 60']);
  });

  test('is read whatever its length', async () => {
    const many = databaseOf(`${SCHEMA}
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
      INSERT INTO heart_rate_record_series_table SELECT 1, 60 + i % 100, 1680674828000 + i * 1000 FROM n;`);
    const { readings } = await readFormat(healthConnectFormat, many);
    assert.equal(readings.length, 5000);
    assert.equal(readings.at(-1), `1 ${new Date(1680674828000 + 4_999_000).toISOString()} 159`);
  });
});
