import { pathToFileURL } from 'node:url';
import type * as pulsebase from '../../src/index.ts';
import { PERIOD } from '../data/data-plan.ts';
import { peakMemory } from '../peak-memory.ts';
import { randomOf } from '../queries/random.ts';
import type { EmbeddedRound, EmbeddedTask, KindSamples } from './task.ts';

// A process that measures one version of the embedded store, and prints what it found.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const task = JSON.parse(process.argv[2]!) as EmbeddedTask;
const { openStore } = (await import(pathToFileURL(task.entry).href)) as Pick<typeof pulsebase, 'openStore'>;
const random = randomOf(1000 + task.round);
const samples: KindSamples[] = [];
const answers: string[] = [];

const started = performance.now();
const store = await openStore(`chdb:${task.directory}`);
const openMs = performance.now() - started;

/** Calls one after the other; before each, `prepare` makes what it needs. */
async function measure<T>(
  kind: string,
  calls: number,
  prepare: (call: number) => T,
  work: (input: T) => Promise<unknown>,
) {
  const inputs = Array.from({ length: calls }, (_, call) => prepare(call));
  const ms: number[] = [];
  const before = process.cpuUsage();
  for (const input of inputs) {
    const start = performance.now();
    const answer = await work(input);
    ms.push(performance.now() - start);
    answers.push(`${kind}: ${JSON.stringify(answer)}`);
  }
  const { user, system } = process.cpuUsage(before);
  samples.push({ kind, ms, cpuMs: (user + system) / 1000 });
}

const from = new Date(PERIOD.from);
const whole = { from, to: new Date(PERIOD.to - 1) };
const below = (end: number) => Math.floor(random() * end);
const anybody = () => 1 + below(task.users);
/** A window of about a year whose ends lie on odd seconds. */
const ragged = () => ({
  from: new Date(PERIOD.from + below(20 * DAY)),
  to: new Date(PERIOD.to - 1 - below(20 * DAY)),
});
const cohort = (window: { from: Date; to: Date }) => store.queryUsers({ ...window, minAge: 30, minHeartRate: 70 });
const top = ({ userId, ...window }: { userId: number; from: Date; to: Date }) => store.queryTop({ userId, ...window });

const raggedWindows = Array.from({ length: 20 }, ragged);
const asked = Array.from({ length: 40 }, () => ({ userId: anybody(), ...ragged() }));
await measure('queryUsers, whole months, first time', 1, () => whole, cohort);
await measure('queryUsers, whole months, asked before', 200, () => whole, cohort);
await measure('queryUsers, ragged year, first time', raggedWindows.length, (call) => raggedWindows[call]!, cohort);
await measure(
  'queryUsers, ragged year, asked before',
  200,
  (call) => raggedWindows[call % raggedWindows.length]!,
  cohort,
);
await measure('queryTop, ragged year, first time', asked.length, (call) => asked[call]!, top);
await measure('queryTop, ragged year, asked before', 400, (call) => asked[call % asked.length]!, top);

// A round writes in a day of its own, after all others.
const live = PERIOD.to + task.round * DAY;
const reading = (userId: number, ms: number) => ({ userId, timestamp: new Date(ms), heartRate: 60 + below(60) });
const counts = ({ inserted, rejected }: { inserted: number; rejected: number }) => ({ inserted, rejected });
const ingest = async (rows: ReturnType<typeof reading>[]) => counts(await store.ingest(rows));
await measure('one reading', 300, (call) => [reading(1 + (call % task.users), live + call * 1000)], ingest);
await measure(
  '1,000 readings of 1,000 users',
  60,
  (call) =>
    Array.from({ length: 1000 }, (_, at) =>
      reading(1 + (at % task.users), live + HOUR + call * MINUTE + Math.floor(at / task.users)),
    ),
  ingest,
);
const lateUsers = Array.from({ length: 60 }, anybody);
/** Milliseconds that no generated reading has. */
const late = () =>
  Array.from({ length: 400 }, (_, at) => {
    const second = Math.floor((PERIOD.from + below(PERIOD.to - PERIOD.from)) / 1000) * 1000;
    return reading(lateUsers[at % lateUsers.length]!, second + 1 + ((task.round * 37 + at) % 998));
  });
await measure(
  '400 late readings of 60 users over a year',
  12,
  late,
  async (rows) => (await store.ingest(rows)).rejected,
);
// What was written late is put into the parts while somebody asks.
const flushed = store.stats();
await measure('queryUsers while late readings are put into the parts', 40, () => whole, cohort);
await flushed;
await store.close();

const round: EmbeddedRound = { samples, answers, openMs, peakBytes: peakMemory() };
process.stdout.write(JSON.stringify(round));
