import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { benchReadings } from '../data/bench-readings.ts';
import { plainUsers } from '../data/bench-users.ts';
import type { DataPlan } from '../data/data-plan.ts';
import { encodeReadings } from '../data/encode-readings.ts';
import { timestampText } from '../data/timestamp-text.ts';
import type { Contender, LoadResult, Place } from './contender.ts';
import { cohortStatement, type Statement, topStatement, usersStatement } from './plain-sql.ts';

/** The tables as SQLAlchemy makes them of two classes. */
const TABLES = `
CREATE TABLE users (id serial PRIMARY KEY, name varchar, gender varchar, age integer);
CREATE TABLE heart_rates (
  id serial PRIMARY KEY,
  user_id integer,
  "timestamp" timestamp without time zone,
  heart_rate double precision
);`;

/** Its three indexes and its foreign key. */
const INDEXES = `
CREATE INDEX idx_users_age_gender ON users (age, gender);
CREATE INDEX ix_heart_rates_user_id ON heart_rates (user_id);
CREATE INDEX idx_heart_rates_user_timestamp ON heart_rates (user_id, "timestamp");
ALTER TABLE heart_rates ADD FOREIGN KEY (user_id) REFERENCES users (id);`;

/** The plain SQL schema on PostgreSQL. */
export async function openPlainSchema({ databaseUrl }: Place): Promise<Contender> {
  const client = new pg.Client({ connectionString: databaseUrl, ssl: false });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  const ask = async ({ text, values }: Statement): Promise<number[][]> =>
    (await client.query<number[]>({ text, values, rowMode: 'array' })).rows;
  return {
    version: `PostgreSQL ${rows[0]!.server_version}`,
    load: (plan) => load(client, plan),
    queryUsers: async (query) => (await ask(usersStatement(query))).map(([id]) => id!),
    queryTop: async (query) => (await ask(topStatement(query))).map(([average]) => average!),
    cohort: async (query) => (await ask(cohortStatement(query))).map(([id, average]) => [id!, average!] as const),
    disk: async () => {
      const [[readings, total] = []] = await ask({
        text: `SELECT pg_table_size('heart_rates')::float8,
          (pg_total_relation_size('heart_rates') + pg_total_relation_size('users'))::float8`,
        values: [],
      });
      return { readings: readings!, total: total! };
    },
    emptyStatement: async () => {
      await ask({ text: 'SELECT 1', values: [] });
    },
    close: () => client.end(),
    loadInBatches: (plan, batch) => loadInBatches(client, plan, batch),
  };
}

/** By COPY, indexes afterwards: the fastest way into this schema. */
async function load(client: pg.Client, plan: DataPlan): Promise<void> {
  await client.query(TABLES);
  await insertUsers(client, plan);
  await pipeline(
    Readable.from(encoded(plan), { objectMode: false }),
    client.query(copyFrom('COPY heart_rates (user_id, "timestamp", heart_rate) FROM STDIN (FORMAT csv)')),
  );
  await client.query(INDEXES);
  await client.query('VACUUM (ANALYZE)');
}

async function* encoded(plan: DataPlan): AsyncGenerator<Buffer> {
  for await (const block of benchReadings(plan)) yield encodeReadings(block);
}

async function insertUsers(client: pg.Client, plan: DataPlan): Promise<void> {
  const users = [...plainUsers(plan)];
  await client.query(
    `INSERT INTO users (id, name, gender, age)
      SELECT * FROM unnest($1::integer[], $2::varchar[], $3::varchar[], $4::integer[])`,
    [
      users.map(({ id }) => id),
      users.map(({ name }) => name),
      users.map(({ gender }) => gender),
      users.map(({ age }) => age),
    ],
  );
}

/** In a schema of its own with all indexes from the start, one INSERT of many rows and one commit a batch. */
async function loadInBatches(client: pg.Client, plan: DataPlan, batch: number): Promise<LoadResult> {
  await client.query(`CREATE SCHEMA loader; SET search_path = loader; ${TABLES} ${INDEXES}`);
  try {
    await insertUsers(client, plan);
    let readings = 0;
    let milliseconds = 0;
    for await (const block of benchReadings(plan)) {
      for (let from = 0; from < block.length; from += batch) {
        const rows = Math.min(batch, block.length - from);
        const values: (string | number)[] = [];
        for (let at = from; at < from + rows; at += 1) {
          values.push(block.userIds[at]!, timestampText(block.timestamps[at]!), block.heartRates[at]! / 1000);
        }
        const places = Array.from({ length: rows }, (_, row) => `($${3 * row + 1}, $${3 * row + 2}, $${3 * row + 3})`);
        const started = performance.now();
        await client.query(
          `INSERT INTO heart_rates (user_id, "timestamp", heart_rate) VALUES ${places.join()}`,
          values,
        );
        milliseconds += performance.now() - started;
        readings += rows;
      }
    }
    return { readings, seconds: milliseconds / 1000 };
  } finally {
    await client.query('SET search_path = public; DROP SCHEMA loader CASCADE');
  }
}
