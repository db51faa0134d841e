import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drainPending, Session } from 'chdb';
import { openStore } from '../src/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { DAY_MS } from '../src/window/bucket.ts';
import { benchReadings } from './data/bench-readings.ts';
import { benchUsers } from './data/bench-users.ts';
import { dataPlan, PERIOD } from './data/data-plan.ts';
import { describeMachine } from './machine.ts';
import { type Random, randomOf } from './queries/random.ts';
import { markdownTable } from './report/markdown-table.ts';
import { runCommand } from './run-command.ts';
import { timesOf } from './times.ts';

// `npm run bench:summaries`: timelines, distributions and quality of an embedded store, beside the plain engine's scan of it.

const USAGE = `npm run bench:summaries -- [options]
  --size N       readings of the store, such as 2.5m (default: 2.5m)
  --calls N      calls of each query about one user (default: 20)
  --store FOLDER where the store is made, or is already; kept (default: a temporary one)`;

/** Days of the windows of timelines: from the whole year to half an hour, as a chart is zoomed. */
const ZOOMS = [366, 92, 27, 7, 1, 1 / 48];
const COHORT_CALLS = 3;
const YEAR = { from: new Date(PERIOD.from), to: new Date(PERIOD.to - 1) };

interface Options {
  readonly plan: NonNullable<ReturnType<typeof dataPlan>>;
  readonly calls: number;
  readonly store: string | undefined;
}

interface Row extends Timed {
  readonly what: string;
}

interface Timed {
  readonly ms: readonly number[];
  /** Processor time of a call, that of the engine included: other work on the machine does not change it much. */
  readonly processorMs: number;
}

interface Result {
  readonly rows: readonly Row[];
  readonly command: string;
  readonly wrongAnswers: readonly string[];
}

process.exitCode = await runCommand(
  { name: 'node bench/summaries.ts', usage: USAGE, readOptions, run, write },
  process.argv.slice(2),
);

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { size: { type: 'string' }, calls: { type: 'string' }, store: { type: 'string' } },
  });
  const plan = dataPlan(values.size ?? '2.5m');
  const calls = Number(values.calls ?? 20);
  if (plan === undefined) throw new Error('--size must be a number of readings, such as 2.5m');
  if (!Number.isInteger(calls) || calls < 1) throw new Error('--calls must be a whole number from 1 on');
  return { plan, calls, store: values.store };
}

async function run(
  { plan, calls, store: kept }: Options,
  command: string,
  log: (line: string) => void,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-summaries-'));
  const directory = kept ?? join(folder, 'store');
  try {
    const store = await openStore(`chdb:${directory}`);
    const { readings } = await store.stats();
    if (readings === 0) {
      log(`loading ${plan.name}`);
      await store.importUsers(benchUsers(plan));
      await store.ingest(benchReadings(plan));
      await store.stats();
    }
    const rows = [
      ...(await askTimelines(store, plan.users, calls, log)),
      ...(await askOfUsers(store, plan.users, calls, log)),
      ...(await askOfCohort(store, log)),
    ];
    const wrongAnswers = await checkCounts(store, plan.readings);
    await store.close();
    return { rows: [...rows, ...(await askPlainEngine(directory, plan.users, calls, log))], command, wrongAnswers };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function askTimelines(store: Store, users: number, calls: number, log: (line: string) => void): Promise<Row[]> {
  const random = randomOf(1);
  const rows: Row[] = [];
  for (const days of ZOOMS) {
    log(`timelines of ${days} days`);
    const length = days * DAY_MS;
    const ask = async () => {
      const from = PERIOD.from + Math.floor(random() * Math.max(0, PERIOD.to - PERIOD.from - length));
      await store.timeline(userOf(random, users), { from: new Date(from), to: new Date(from + length - 1) });
    };
    rows.push({
      what: `timeline, ${days < 1 ? `${days * 24 * 60} minutes` : `${days} days`}`,
      ...(await timed(calls, ask)),
    });
  }
  return rows;
}

async function askOfUsers(store: Store, users: number, calls: number, log: (line: string) => void): Promise<Row[]> {
  log('one user');
  const random = randomOf(2);
  const query = () => ({ ...YEAR, userId: userOf(random, users), zones: [60, 100, 140] });
  return [
    { what: 'distribution, one user, the year', ...(await timed(calls, () => store.distribution(query()))) },
    {
      what: 'quality, one user, the year',
      ...(await timed(calls, () => store.quality({ ...YEAR, userId: userOf(random, users) }))),
    },
  ];
}

async function askOfCohort(store: Store, log: (line: string) => void): Promise<Row[]> {
  log('everybody');
  return [
    {
      what: 'distribution, all users, the year',
      ...(await timed(COHORT_CALLS, () => store.distribution({ ...YEAR, zones: [60, 100, 140] }))),
    },
    { what: 'quality, all users, the year', ...(await timed(COHORT_CALLS, () => store.quality(YEAR))) },
  ];
}

/** The floor: what the engine takes to read the same rows, for nothing but a count by heart rate. */
async function askPlainEngine(
  directory: string,
  users: number,
  calls: number,
  log: (line: string) => void,
): Promise<Row[]> {
  log('the plain engine');
  const random = randomOf(2);
  const session = new Session(join(directory, 'chdb'));
  const scan = (condition: string) => async () => {
    const sql = `SELECT milli_bpm, count() FROM pulsebase.readings FINAL WHERE ${condition} GROUP BY milli_bpm`;
    (await session.queryAsync(sql, { format: 'Native' })).bytes();
  };
  const rows = [
    { what: 'plain scan, one user', ...(await timed(calls, () => scan(`user_id = ${userOf(random, users)}`)())) },
    { what: 'plain scan, all users', ...(await timed(COHORT_CALLS, scan('1'))) },
  ];
  session.close();
  await drainPending();
  return rows;
}

/** Each reading is counted once, by either query. */
async function checkCounts(store: Store, readings: number): Promise<string[]> {
  const { count } = await store.distribution(YEAR);
  const { users } = await store.quality(YEAR);
  const counted = users.reduce((sum, user) => sum + user.count, 0);
  return [count, counted].flatMap((found) => (found === readings ? [] : [`${found} instead of ${readings} readings`]));
}

function userOf(random: Random, users: number): number {
  return 1 + Math.floor(random() * users);
}

async function timed(calls: number, ask: () => Promise<unknown>): Promise<Timed> {
  const ms: number[] = [];
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) {
    const start = performance.now();
    await ask();
    ms.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return { ms, processorMs: (user + system) / 1000 / calls };
}

function write({ rows, command }: Result, { plan }: Options): string {
  const { processor, cores, memoryBytes, system, node, loadBefore } = describeMachine();
  const cells = rows.map(({ what, ms, processorMs }) => {
    const { calls, p50, p95, max } = timesOf(ms);
    return [
      what,
      String(calls),
      Math.min(...ms).toFixed(1),
      p50.toFixed(1),
      p95.toFixed(1),
      max.toFixed(1),
      processorMs.toFixed(1),
    ];
  });
  return [
    `${new Date().toISOString()}: \`${command}\`, ${plan.readings.toLocaleString('en')} readings of ${plan.users} users`,
    `${processor}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(1)} GB, ${system}, Node ${node}; load average after ${loadBefore}`,
    markdownTable(['what', 'calls', 'least, ms', 'p50, ms', 'p95, ms', 'max, ms', 'processor, ms'], cells),
  ].join('\n\n');
}
