import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { benchReadings } from '../data/bench-readings.ts';
import { plainUsers } from '../data/bench-users.ts';
import type { DataPlan } from '../data/data-plan.ts';
import { encodeReadings } from '../data/encode-readings.ts';
import type { Contender, Place } from './contender.ts';
import { cohortStatement, type Statement, topStatement, usersStatement } from './plain-sql.ts';

const TABLES = `
CREATE TABLE users (id INTEGER, name VARCHAR, gender VARCHAR, age INTEGER);
CREATE TABLE heart_rates (user_id INTEGER, "timestamp" TIMESTAMP, heart_rate DOUBLE);`;

/** DuckDB over raw readings, asked with the SQL of the plain schema. */
export async function openDuckdb({ directory }: Place): Promise<Contender> {
  const file = join(directory, 'readings.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const ask = async ({ text, values }: Statement): Promise<number[][]> =>
    (await connection.runAndReadAll(text, values)).getRowsJS() as number[][];
  const version = (await connection.runAndReadAll('SELECT version()')).getRowsJS();
  return {
    version: `DuckDB ${String(version[0]?.[0])}`,
    load: (plan) => load(connection, plan, join(directory, 'block.csv')),
    queryUsers: async (query) => (await ask(usersStatement(query))).map(([id]) => id!),
    queryTop: async (query) => (await ask(topStatement(query))).map(([average]) => average!),
    cohort: async (query) => (await ask(cohortStatement(query))).map(([id, average]) => [id!, average!] as const),
    disk: async () => {
      const { size } = await stat(file);
      return { readings: size, total: size };
    },
    emptyStatement: async () => {
      await ask({ text: 'SELECT 1', values: [] });
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function load(connection: DuckDBConnection, plan: DataPlan, scratch: string): Promise<void> {
  await connection.run(TABLES);
  for (const { id, name, gender, age } of plainUsers(plan)) {
    await connection.run('INSERT INTO users VALUES ($1, $2, $3, $4)', [id, name, gender, age]);
  }
  for await (const block of benchReadings(plan)) {
    await writeFile(scratch, encodeReadings(block));
    await connection.run(`COPY heart_rates FROM '${scratch.replaceAll("'", "''")}' (FORMAT csv, HEADER false)`);
  }
  await rm(scratch, { force: true });
  await connection.run('CHECKPOINT');
}
