import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { Session } from 'chdb';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore } from '../../src/index.ts';
import { skipWithout } from '../support/skip-without.ts';
import { readBlocks } from './read-blocks.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const DOCUMENT = readFileSync(join(ROOT, 'docs/views.md'), 'utf8');
const sections = new Map(DOCUMENT.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]));

/** The blocks that tests have taken. */
const taken = new Set<string>();

function samples(section: string, language: string): string[] {
  const found = [...sections.get(section)!.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))];
  assert.ok(found.length > 0, section);
  for (const [, sample] of found) taken.add(sample!);
  return found.map(([, sample]) => sample!);
}

const server = await startPostgresServer({ fsync: 'off' });
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-views-'));
const files = join(directory, 'pulsebase-data');
after(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const url = await server.createDatabase('views');
for (const location of [url, `chdb:${files}`]) {
  const store = await openStore(location);
  await store.ingest(
    Array.from({ length: 3000 }, (_, index) => ({
      userId: index % 2 === 0 ? 99 : 7,
      timestamp: new Date(Date.UTC(2023, 4, 20) + index * 1_234_567),
      heartRate: 60 + ((index * 37) % 800) / 10,
    })),
    { unknownUsers: 'create' },
  );
  await store.close();
}

function askFiles(statement: string): unknown[][] {
  const session = new Session(join(files, 'chdb'));
  try {
    session.query('USE pulsebase');
    const lines = session.query(statement, 'JSONCompactEachRow').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as unknown[]);
  } finally {
    session.close();
  }
}

/** A value of either engine: an instant in Unix ms, or a number to fifteen digits. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return +value;
  if (typeof value === 'string' && /^\d{4}-/.test(value)) return Date.parse(`${value.replace(' ', 'T')}Z`);
  return Number(Number(value).toPrecision(15));
}

test('the same SQL gives the same rows on PostgreSQL and in embedded files', async () => {
  for (const statement of samples('The same SQL everywhere', 'sql')) {
    const rows = await server.execute(`SET timezone = 'UTC'; ${statement}`, 'views');
    assert.ok(rows.length > 1, statement);
    assert.deepEqual(
      askFiles(statement).map((row) => row.map(plain)),
      rows.map((row) => row.map(plain)),
      statement,
    );
  }
});

test('the statement for clickhouse-client is one that ClickHouse takes', () => {
  const [command] = samples('clickhouse-client', 'sh');
  const [, statement] = /--query "(.*?)FORMAT/s.exec(command!)!;
  assert.ok(askFiles(statement!).length > 20);
});

test('psql writes a file', { skip: skipWithout('psql') }, async () => {
  const [command] = samples('psql', 'sh');
  await run('sh', ['-c', command!], { cwd: directory, env: { ...process.env, DATABASE_URL: url } });
  const [header, first, ...others] = readFileSync(join(directory, 'averages.csv'), 'utf8').trimEnd().split('\n');
  assert.equal(header, 'user_id,start,readings,total_milli_bpm,average,min,max');
  assert.match(first!, /^99,2023-05-20 00:00:00\+00,35,/);
  assert.ok(others.length > 20);
});

test('the files of a closed store are read from Node.js, and DuckDB reads what they give', async () => {
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'read.mjs'), samples('The files of an embedded store', 'js')[0]!);
  const { stdout } = await run(process.execPath, ['read.mjs'], { cwd: directory });
  assert.match(
    stdout,
    /^"user_id","start","readings","total_milli_bpm","average","min","max"\n99,"2023-05-20 00:00:00",35,/,
  );
  const [statement] = samples('DuckDB', 'sql');
  const connection = await (await DuckDBInstance.create()).connect();
  const reader = await connection.runAndReadAll(
    statement!.replace('averages.parquet', join(directory, 'averages.parquet')),
  );
  assert.deepEqual(
    reader.getRows().map(([userId, days]) => [Number(userId), Number(days)]),
    [
      [7, 43],
      [99, 43],
    ],
  );
  connection.closeSync();
});

test('files that chDB reads are not opened by Pulsebase, nor the other way round', async () => {
  const session = new Session(join(files, 'chdb'));
  const stats = [join(ROOT, 'src/cli/main.ts'), 'stats', '--store', `chdb:${files}`];
  try {
    await assert.rejects(run(process.execPath, stats), /STORE_IN_USE/);
  } finally {
    session.close();
  }
  const store = await openStore(`chdb:${files}`);
  try {
    await assert.rejects(run(process.execPath, ['read.mjs'], { cwd: directory }), /CHDB_CONNECTION/);
  } finally {
    await store.close();
  }
});

test('no sample is left that has not run and does not say why', () => {
  const blocks = readBlocks(DOCUMENT).filter(({ notRun }) => notRun === undefined);
  assert.ok(blocks.length > 5);
  // psql, which this machine may not have, has a test of its own.
  const left = blocks.filter(({ text }) => !taken.has(text) && !text.includes('psql '));
  assert.deepEqual(left, []);
});
