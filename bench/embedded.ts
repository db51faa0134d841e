import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type * as pulsebase from '../src/index.ts';
import { benchReadings } from './data/bench-readings.ts';
import { benchUsers } from './data/bench-users.ts';
import { type DataPlan, dataPlan } from './data/data-plan.ts';
import type { EmbeddedRound, EmbeddedTask } from './embedded/task.ts';
import { describeMachine } from './machine.ts';
import { markdownTable } from './report/markdown-table.ts';
import { runCommand } from './run-command.ts';
import { timesOf } from './times.ts';
import { wholeNumber } from './whole-number.ts';

// `npm run bench:embedded`: small and late writes, first and repeated queries, beside another version.

const USAGE = `npm run bench:embedded -- [options]
  --size SIZE     readings of the store, such as 2.5m or 60m (default: 60m)
  --beside PATH   a checkout of another version, with its dependencies: measured in turn
  --rounds N      times that each version is measured (default: 3)
  --store FOLDER  where the store is made, or is already, of that size; kept (default: a temporary one)`;

interface Options {
  readonly plan: DataPlan;
  readonly beside: string | undefined;
  readonly rounds: number;
  readonly store: string | undefined;
}

/** Pairs of milliseconds: until a store is open, and until it has answered. */
interface Openings {
  readonly closed: readonly (readonly number[])[];
  readonly killed: readonly (readonly number[])[];
}

const OPENINGS = 5;

interface Result {
  readonly openings: Openings;
  readonly versions: ReadonlyMap<string, readonly EmbeddedRound[]>;
  readonly command: string;
  readonly loadSeconds: number | undefined;
  readonly wrongAnswers: readonly string[];
}

process.exitCode = await runCommand(
  { name: 'node bench/embedded.ts', usage: USAGE, readOptions, run, write },
  process.argv.slice(2),
);

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string' },
      beside: { type: 'string' },
      rounds: { type: 'string' },
      store: { type: 'string' },
    },
  });
  const plan = dataPlan(values.size ?? '60m');
  if (plan === undefined) throw new Error(`--size must be such as 2.5m, not ${values.size}`);
  return { plan, beside: values.beside, rounds: wholeNumber('--rounds', values.rounds ?? '3'), store: values.store };
}

async function run(options: Options, command: string, log: (line: string) => void): Promise<Result> {
  const { plan, beside, rounds } = options;
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-embedded-'));
  try {
    const loaded = options.store ?? join(folder, 'loaded');
    const entries = new Map([['this version', fileURLToPath(new URL('../src/index.ts', import.meta.url))]]);
    if (beside !== undefined) entries.set('the other', resolve(beside, 'src/index.ts'));
    // An older version may not open what this one has written.
    const loadSeconds = await load([...entries.values()].at(-1)!, loaded, plan, log);
    const versions = new Map([...entries.keys()].map((name) => [name, [] as EmbeddedRound[]]));
    for (const name of entries.keys()) cpSync(loaded, join(folder, name), { recursive: true });
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, entry] of entries) {
        log(`round ${round + 1} of ${rounds}: ${name}`);
        const task = { entry, directory: join(folder, name), users: plan.users, round };
        versions.get(name)!.push(JSON.parse(await runScript('measure-round', task)) as EmbeddedRound);
      }
    }
    const [own, other] = [...versions.values()];
    log('openings');
    const [[name, entry] = ['', '']] = entries;
    const openings = await measureOpenings({ entry, directory: join(folder, name), users: plan.users, round: 0 });
    return {
      versions,
      openings,
      command,
      loadSeconds,
      wrongAnswers: other === undefined ? [] : differences(own!, other),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads the readings, unless they are there. Gives the seconds that it took. */
async function load(
  entry: string,
  directory: string,
  plan: DataPlan,
  log: (line: string) => void,
): Promise<number | undefined> {
  const { openStore } = (await import(pathToFileURL(entry).href)) as Pick<typeof pulsebase, 'openStore'>;
  const store = await openStore(`chdb:${directory}`);
  try {
    const { readings } = await store.stats();
    if (readings === plan.readings) return undefined;
    if (readings > 0) throw new Error(`${directory} holds ${readings} readings, not ${plan.readings}`);
    log(`loading ${plan.name}`);
    await store.importUsers(benchUsers(plan));
    const start = performance.now();
    await store.ingest(benchReadings(plan));
    return (performance.now() - start) / 1000;
  } finally {
    await store.close();
  }
}

/** Runs a process of `bench/embedded`, and gives what it prints. */
async function runScript(name: string, task: EmbeddedTask): Promise<string> {
  const script = fileURLToPath(new URL(`./embedded/${name}.ts`, import.meta.url));
  const run = promisify(execFile)(process.execPath, [script, JSON.stringify(task)], { maxBuffer: 2 ** 30 });
  const { stdout } = await run.catch((error: { signal?: string; stdout: string }) => {
    // The one that kills itself.
    if (error.signal === 'SIGKILL') return error;
    throw error;
  });
  return stdout;
}

/** Milliseconds until a store is open, and until it has answered, after it was closed and after a kill with a full log. */
async function measureOpenings(task: EmbeddedTask): Promise<Openings> {
  const [closed, killed]: [number[][], number[][]] = [[], []];
  for (let round = 0; round < OPENINGS; round += 1) {
    closed.push(JSON.parse(await runScript('measure-opening', task)) as number[]);
    await runScript('kill-when-full', { ...task, round });
    killed.push(JSON.parse(await runScript('measure-opening', task)) as number[]);
  }
  return { closed, killed };
}

function differences(own: readonly EmbeddedRound[], other: readonly EmbeddedRound[]): string[] {
  return own.flatMap(({ answers }, round) =>
    answers.flatMap((answer, at) =>
      answer === other[round]!.answers[at] ? [] : [`${answer} instead of ${other[round]!.answers[at]}`],
    ),
  );
}

function write({ versions, openings, command, loadSeconds }: Result, { plan }: Options): string {
  const { processor, cores, memoryBytes, system, node, loadBefore } = describeMachine();
  const rows: string[][] = [];
  for (const kind of [...versions.values()][0]![0]!.samples.map((sample) => sample.kind)) {
    for (const [name, rounds] of versions) {
      const all = rounds.flatMap(({ samples }) => samples.filter((sample) => sample.kind === kind));
      const { calls, p50, p95, max } = timesOf(all.flatMap(({ ms }) => ms));
      const cpu = all.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / calls;
      rows.push([kind, name, calls, p50.toFixed(2), p95.toFixed(2), max.toFixed(1), cpu.toFixed(2)].map(String));
    }
  }
  for (const [name, rounds] of versions) {
    const open = timesOf(rounds.map(({ openMs }) => openMs));
    const peak = Math.max(...rounds.map(({ peakBytes }) => peakBytes));
    rows.push(['opening', name, String(open.calls), open.p50.toFixed(0), open.p95.toFixed(0), open.max.toFixed(0), '']);
    rows.push(['peak memory, MB', name, '', (peak / 1e6).toFixed(0), '', '', '']);
  }
  for (const [name, pairs] of Object.entries(openings)) {
    const times = (at: number) => timesOf(pairs.map((pair: readonly number[]) => pair[at]!));
    const after = name === 'closed' ? 'after it was closed' : 'after a kill with 300,000 readings in the log';
    for (const [at, what] of ['opening', 'opening and the first queryTop'].entries()) {
      const { calls, p50, p95, max } = times(at);
      rows.push(
        [`${what} ${after}`, 'this version', calls, p50.toFixed(0), p95.toFixed(0), max.toFixed(0), ''].map(String),
      );
    }
  }
  const machine = `${processor}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(1)} GB, ${system}, Node ${node}; load average after ${loadBefore}`;
  const loaded = loadSeconds === undefined ? '' : `; loaded in ${loadSeconds.toFixed(1)} s`;
  const titles = ['what', 'version', 'calls', 'p50, ms', 'p95, ms', 'max, ms', 'processor, ms a call'];
  return [
    `${new Date().toISOString()}: \`${command}\`, ${plan.readings.toLocaleString('en')} readings of ${plan.users} users${loaded}`,
    machine,
    markdownTable(titles, rows),
  ].join('\n\n');
}
