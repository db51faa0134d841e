import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { adoptStore } from '../../../../src/adopt-store.ts';
import { SCHEMA_VERSION } from '../../../../src/engines/postgres/schema/migrations/migrations.ts';
import { openStore, PulsebaseError, type Rejection } from '../../../../src/index.ts';
import { runProcess } from '../../../cli/run-process.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const OPTIONS = { poolSize: 2 };

/** The tables of the plain SQL schema, as SQLAlchemy makes them. */
const PLAIN_SCHEMA = `
  CREATE TABLE users (id SERIAL NOT NULL, name VARCHAR, gender VARCHAR, age INTEGER, PRIMARY KEY (id));
  CREATE INDEX idx_users_age_gender ON users (age, gender);
  CREATE TABLE heart_rates (
    id SERIAL NOT NULL, user_id INTEGER, timestamp TIMESTAMP WITHOUT TIME ZONE, heart_rate FLOAT,
    PRIMARY KEY (id), FOREIGN KEY(user_id) REFERENCES users (id)
  );
  INSERT INTO users (name, gender, age) VALUES
    ('Ada', 'female', 36), ('Bob', 'M', 24), (NULL, 'robot', NULL), ('Dora', 'Female', 200);`;

async function plainDatabase(readings: string): Promise<{ url: string; name: string }> {
  const url = await server.createDatabase();
  const name = new URL(url).pathname.slice(1);
  await server.execute(`SET timezone = 'Asia/Tokyo'; ${PLAIN_SCHEMA} ${readings} ${INDEXES}`, name);
  return { url, name };
}

const INDEXES = `
  CREATE INDEX ix_heart_rates_user_id ON heart_rates (user_id);
  CREATE INDEX idx_heart_rates_user_timestamp ON heart_rates (user_id, timestamp);`;

const GOOD = `INSERT INTO heart_rates (user_id, timestamp, heart_rate)
  SELECT 1 + n % 4, timestamp '2023-01-01' + n * interval '61.5 seconds', 60 + (n % 80) / 2.0
  FROM generate_series(0, 9999) AS n;`;
const BAD = `INSERT INTO heart_rates (user_id, timestamp, heart_rate) VALUES
  (1, '2023-06-01 10:00:00.001999', 72.1235), (1, '2023-06-01 10:00:00.001', 72.5),
  (NULL, '2023-06-01', 70), (1, NULL, 70), (1, 'infinity', 70), (1, '1969-12-31', 70),
  (2, '2023-06-02', 'NaN'), (2, '2023-06-02', NULL), (2, '2023-06-02', 900), (2, '2023-06-02', 0);`;

test('the tables of the plain SQL schema are adopted, and what cannot be is counted', async () => {
  const { url, name } = await plainDatabase(GOOD + BAD);
  await assert.rejects(openStore(url), { code: 'STORE_FOREIGN' });
  const rejections: Rejection[] = [];
  const progress: number[] = [];
  const report = await adoptStore(url, OPTIONS, {
    onRejected: (rows) => rejections.push(...rows),
    onProgress: (done) => progress.push(done),
  });
  assert.deepEqual(report, {
    users: { inserted: 4, updated: 0, unchanged: 0, unknownGenders: 1, withoutAge: 2 },
    readings: {
      read: 10_010,
      inserted: 10_001,
      updated: 1,
      unchanged: 0,
      rejected: 8,
      rejectedByReason: {
        heart_rate_out_of_range: 2,
        invalid_heart_rate: 2,
        invalid_timestamp: 2,
        invalid_user_id: 1,
        timestamp_out_of_range: 1,
      },
    },
  });
  assert.deepEqual(
    rejections.map(({ row }) => row),
    [10_003, 10_004, 10_005, 10_006, 10_007, 10_008, 10_009, 10_010],
  );
  assert.equal(progress.at(-1), 1);

  const store = await openStore(url);
  assert.deepEqual(await store.getUser(1), {
    id: 1,
    externalId: null,
    name: 'Ada',
    gender: 'female',
    age: 36,
    birthDate: null,
  });
  assert.deepEqual(await store.getUser(2), {
    id: 2,
    externalId: null,
    name: 'Bob',
    gender: 'male',
    age: 24,
    birthDate: null,
  });
  assert.deepEqual(await store.getUser(3), {
    id: 3,
    externalId: null,
    name: '',
    gender: 'unknown',
    age: null,
    birthDate: null,
  });
  assert.deepEqual(await store.getUser(4), {
    id: 4,
    externalId: null,
    name: 'Dora',
    gender: 'female',
    age: null,
    birthDate: null,
  });
  for await (const reading of store.readings(1, { from: '2023-06-01', to: '2023-06-02' })) {
    assert.deepEqual(reading, { userId: 1, timestamp: new Date('2023-06-01T10:00:00.001Z'), heartRate: 72.5 });
  }
  // A query of the plain SQL schema, over its own table.
  const averages = await server.execute(
    `SELECT user_id, avg(heart_rate) FROM mission_heart_rates
     WHERE timestamp BETWEEN '2023-01-01 00:10:30' AND '2023-01-03 10:11:12' GROUP BY 1 ORDER BY 2 DESC, 1`,
    name,
  );
  const members = await store.queryUsers({
    from: '2023-01-01T00:10:30',
    to: '2023-01-03T10:11:12',
    minHeartRate: 0,
    details: true,
  });
  assert.deepEqual(
    members.map(({ userId, average }) => [userId, average.toFixed(9)]),
    averages.map(([userId, average]) => [userId, Number(average).toFixed(9)]),
  );
  assert.equal((await store.verify()).ok, true);
  await store.close();

  assert.deepEqual(await server.execute('SELECT count(*)::int, max(id)::int FROM mission_heart_rates', name), [
    [10_010, 10_010],
  ]);
  assert.deepEqual(await server.execute('SELECT count(*)::int FROM mission_users', name), [[4]]);
  // Once more does nothing more.
  assert.deepEqual(await adoptStore(url, OPTIONS), report);
});

test('the command line adopts them, says what became of them, and writes down what was not taken', async () => {
  const { url } = await plainDatabase(GOOD + BAD);
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-adopt-'));
  const rejects = join(directory, 'rejected.csv');
  const env = { DATABASE_URL: url.replace('postgresql:', 'postgresql+psycopg:') };
  try {
    const early = await runProcess(['migrate'], { env, cwd: directory });
    assert.equal(early.exitCode, 1);
    assert.match(early.stderr, /STORE_FOREIGN.*pulsebase migrate --adopt\n$/);
    const { exitCode, stdout, stderr } = await runProcess(['migrate', '--adopt', '--rejects', rejects], {
      env,
      cwd: directory,
    });
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(
      stdout,
      /users +4\n.*unknown gender now +1\n.*without an age now +2\nreadings +10,010\n +inserted +10,001\n/,
    );
    assert.match(stdout, /heart_rate_out_of_range +2\n/);
    const lines = readFileSync(rejects, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 1 + 8);
    assert.match(lines[1]!, /^heart_rates,10003,/);
    // Once more copies nothing, and leaves the list of what was not taken.
    const again = await runProcess(['migrate', '--adopt', '--rejects', rejects], { env, cwd: directory });
    assert.equal(again.exitCode, 0);
    assert.equal(readFileSync(rejects, 'utf8').trimEnd().split('\n').length, lines.length);
    const asked = await runProcess(
      ['query', 'top', '--user-id', '1', '--from', '2023-06-01', '--to', '2023-06-02', '--json'],
      { env, cwd: directory },
    );
    assert.deepEqual(JSON.parse(asked.stdout), [72.5]);
    const after = await runProcess(['migrate', '--json'], { env, cwd: directory });
    assert.deepEqual(
      { ...JSON.parse(after.stdout), engineVersion: '' },
      {
        engine: 'postgresql',
        engineVersion: '',
        schemaVersion: SCHEMA_VERSION,
      },
    );
    const embedded = await runProcess(['migrate', '--adopt', '--store', 'chdb:./store'], { cwd: directory });
    assert.match(embedded.stderr, /UNSUPPORTED/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('an adoption that was stopped continues where it was, also one that an older program began', async () => {
  // More than one block.
  const many = `INSERT INTO heart_rates (user_id, timestamp, heart_rate)
    SELECT 1 + n % 4, timestamp '2023-01-01' + n * interval '1 second', 60 + n % 80 FROM generate_series(0, 519999) AS n;`;
  const { url, name } = await plainDatabase(many);
  const controller = new AbortController();
  const stopped = adoptStore(url, OPTIONS, {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await assert.rejects(stopped, { code: 'ABORTED' });
  const [row] = await server.execute('SELECT last_id::int, done FROM pulsebase_adoption', name);
  assert.deepEqual(row, [500_000, false]);
  const warnings: string[] = [];
  await (await openStore(url, { onWarning: (message) => warnings.push(message) })).close();
  assert.match(warnings.join('\n'), /^the adoption .* is not finished; continue with pulsebase migrate --adopt$/);
  // The schema of an older program.
  await server.execute(
    `DROP VIEW hourly_averages, daily_averages, monthly_averages; ALTER TABLE users DROP COLUMN external_id;
     DELETE FROM pulsebase_schema WHERE version > 1`,
    name,
  );
  const { readings } = await adoptStore(url, OPTIONS);
  assert.deepEqual([readings.read, readings.inserted, readings.unchanged], [520_000, 520_000, 0]);
  const store = await openStore(url);
  const { ok, readings: kept } = await store.verify();
  assert.deepEqual([ok, kept], [true, 520_000]);
  assert.equal((await store.stats()).schemaVersion, SCHEMA_VERSION);
  assert.deepEqual(await server.execute('SELECT max(version), count(*)::int FROM pulsebase_schema', name), [
    [SCHEMA_VERSION, SCHEMA_VERSION],
  ]);
  await store.close();
});

test('other databases are left alone', async () => {
  const foreign = async (work: Promise<unknown>, message: RegExp) => {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof PulsebaseError);
      assert.equal(error.code, 'STORE_FOREIGN');
      assert.match(error.message, message);
      return true;
    });
  };
  const empty = await server.createDatabase();
  await foreign(adoptStore(empty, OPTIONS), /no table users of the plain SQL schema/);
  await (await openStore(empty)).close();
  await foreign(adoptStore(empty, OPTIONS), /is a Pulsebase store already/);
  const other = await server.createDatabase('other');
  await server.execute('CREATE TABLE users (id int, email text); CREATE TABLE heart_rates (id int)', 'other');
  await foreign(adoptStore(other, OPTIONS), /without name, gender, age/);
  assert.deepEqual(await server.execute(`SELECT count(*)::int FROM pg_class WHERE relname LIKE 'mission%'`, 'other'), [
    [0],
  ]);
});
