import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drainPending, Session } from 'chdb';
import { benchReadings } from '../data/bench-readings.ts';
import { plainUsers } from '../data/bench-users.ts';
import type { DataPlan } from '../data/data-plan.ts';
import { encodeReadings } from '../data/encode-readings.ts';
import { timestampText } from '../data/timestamp-text.ts';
import type { BenchWindow, CohortQuery } from '../queries/query.ts';
import type { Contender, Place } from './contender.ts';

const TABLES = [
  'CREATE DATABASE raw',
  `CREATE TABLE raw.users (id UInt32, name String, gender String, age Nullable(Int32)) ENGINE = MergeTree ORDER BY id`,
  `CREATE TABLE raw.heart_rates (user_id UInt32, timestamp DateTime64(3, 'UTC'), heart_rate Float64)
    ENGINE = MergeTree ORDER BY (user_id, timestamp)`,
];

/** ClickHouse in the process over raw readings, asked as its users ask: a set of users instead of a join. */
export async function openClickhouse({ directory }: Place): Promise<Contender> {
  const path = join(directory, 'chdb');
  await mkdir(path, { recursive: true });
  const session = new Session(path);
  const ask = async (sql: string): Promise<number[][]> => {
    const text = new TextDecoder().decode((await session.queryAsync(sql, { format: 'JSONCompact' })).bytes());
    return (JSON.parse(text) as { data: number[][] }).data;
  };
  const [[version] = []] = await ask('SELECT version()');
  return {
    version: `ClickHouse ${String(version)}`,
    load: (plan) => load(session, plan, join(directory, 'block.csv')),
    queryUsers: async (query) =>
      (
        await ask(`SELECT user_id FROM raw.heart_rates WHERE ${cohortCondition(query)}
          GROUP BY user_id HAVING avg(heart_rate) > ${query.minHeartRate} ORDER BY avg(heart_rate) DESC`)
      ).map(([id]) => id!),
    queryTop: async (query) =>
      (
        await ask(`SELECT DISTINCT average FROM (
            SELECT avg(heart_rate) AS average FROM raw.heart_rates
            WHERE user_id = ${query.userId} AND ${windowCondition(query)} GROUP BY toStartOfHour(timestamp)
          ) ORDER BY average DESC LIMIT 10`)
      ).map(([average]) => average!),
    cohort: async (query) =>
      (
        await ask(`SELECT user_id, avg(heart_rate) FROM raw.heart_rates WHERE ${cohortCondition(query)}
          GROUP BY user_id ORDER BY avg(heart_rate) DESC, user_id`)
      ).map(([id, average]) => [id!, average!] as const),
    disk: async () => {
      const [[readings, total] = []] = await ask(
        `SELECT toFloat64(sumIf(bytes_on_disk, table = 'heart_rates')), toFloat64(sum(bytes_on_disk))
          FROM system.parts WHERE active AND database = 'raw'`,
      );
      return { readings: readings!, total: total! };
    },
    emptyStatement: async () => {
      await ask('SELECT 1');
    },
    close: async () => {
      session.close();
      await drainPending();
    },
  };
}

async function load(session: Session, plan: DataPlan, scratch: string): Promise<void> {
  for (const table of TABLES) session.query(table);
  const users = [...plainUsers(plan)].map(({ id, name, gender, age }) => JSON.stringify({ id, name, gender, age }));
  await writeFile(scratch, users.join('\n'));
  const file = `'${scratch.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const columns = 'id UInt32, name String, gender String, age Nullable(Int32)';
  await session.queryAsync(`INSERT INTO raw.users SELECT * FROM file(${file}, 'JSONEachRow', '${columns}')`);
  for await (const block of benchReadings(plan)) {
    await writeFile(scratch, encodeReadings(block));
    const structure = "user_id UInt32, timestamp DateTime64(3, \\'UTC\\'), heart_rate Float64";
    await session.queryAsync(`INSERT INTO raw.heart_rates SELECT * FROM file(${file}, 'CSV', '${structure}')`);
  }
  await rm(scratch, { force: true });
}

function cohortCondition(query: CohortQuery): string {
  const { minAge, genders } = query;
  const ofGenders =
    genders === undefined ? '' : ` AND gender IN (${genders.map((gender) => `'${gender}'`).join(', ')})`;
  return `user_id IN (SELECT id FROM raw.users WHERE age > ${minAge}${ofGenders}) AND ${windowCondition(query)}`;
}

function windowCondition({ from, to }: BenchWindow): string {
  const literal = (ms: number) => `toDateTime64('${timestampText(ms)}', 3, 'UTC')`;
  return `timestamp >= ${literal(from)} AND timestamp <= ${literal(to)}`;
}
