import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../src/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { describeMachine } from './machine.ts';
import { markdownTable } from './report/markdown-table.ts';
import { runCommand } from './run-command.ts';
import { wholeNumber } from './whole-number.ts';

// `npm run bench:soak`: very many small batches in a row into one embedded store. What grows?

const USAGE = `npm run bench:soak -- [options]
  --batches N   batches of one reading (default: 2,000,000)
  --at-once N   callers, each of whom sends the next batch when the last one is durable (default: 32)`;

const USERS = 1000;
const STEPS = 10;
const START = Date.UTC(2024, 0, 1);

interface Options {
  readonly batches: number;
  readonly atOnce: number;
}

/** What a store and its process take. */
interface Sample {
  readonly batches: number;
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly parts: number;
  readonly openFiles: number;
}

interface Result {
  readonly samples: readonly Sample[];
  readonly command: string;
  readonly wrongAnswers: readonly string[];
}

process.exitCode = await runCommand(
  { name: 'node bench/soak.ts', usage: USAGE, readOptions, run, write },
  process.argv.slice(2),
);

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { batches: { type: 'string' }, 'at-once': { type: 'string' } },
  });
  return {
    batches: wholeNumber('--batches', values.batches ?? '2000000'),
    atOnce: wholeNumber('--at-once', values['at-once'] ?? '32'),
  };
}

async function run({ batches, atOnce }: Options, command: string, log: (line: string) => void): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-soak-'));
  const store = await openStore(`chdb:${directory}/store`);
  try {
    await store.importUsers(Array.from({ length: USERS }, (_, at) => ({ id: at + 1 })));
    const started = performance.now();
    const samples: Sample[] = [];
    let sent = 0;
    for (let step = 1; step <= STEPS; step += 1) {
      const end = Math.floor((batches * step) / STEPS);
      const caller = async () => {
        while (sent < end) {
          const at = sent++;
          // Each user sends every second.
          const timestamp = new Date(START + Math.floor(at / USERS) * 1000);
          await store.ingest([{ userId: 1 + (at % USERS), timestamp, heartRate: 60 + (at % 50) }]);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, caller));
      samples.push({ batches: end, seconds: (performance.now() - started) / 1000, ...whatIsTaken(directory) });
      log(`${end} batches`);
    }
    return { samples, command, wrongAnswers: await faultsOf(store, batches) };
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function whatIsTaken(directory: string) {
  const engine = join(directory, 'store/chdb/store');
  const tables = readdirSync(engine).flatMap((group) =>
    readdirSync(join(engine, group)).map((table) => join(engine, group, table)),
  );
  return {
    memoryBytes: Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024,
    parts: tables.flatMap((table) => readdirSync(table).filter((name) => /_\d+_\d+_\d+$/.test(name))).length,
    openFiles: readdirSync('/proc/self/fd').length,
  };
}

async function faultsOf(store: Store, batches: number): Promise<string[]> {
  const { readings } = await store.stats();
  const report = await store.verify();
  return [
    ...(readings === batches ? [] : [`${readings} readings instead of ${batches}`]),
    ...(report.ok ? [] : [`${report.differing} roll-ups differ`]),
  ];
}

function write({ samples, command }: Result): string {
  const { processor, cores, memoryBytes, system, node } = describeMachine();
  const rows = samples.map((sample, at) => {
    const before = samples[at - 1] ?? { batches: 0, seconds: 0 };
    const rate = (sample.batches - before.batches) / (sample.seconds - before.seconds);
    return [
      sample.batches.toLocaleString('en'),
      Math.round(rate).toLocaleString('en'),
      (sample.memoryBytes / 1e6).toFixed(0),
      String(sample.parts),
      String(sample.openFiles),
    ];
  });
  return [
    `${new Date().toISOString()}: \`${command}\``,
    `${processor}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(1)} GB, ${system}, Node ${node}`,
    markdownTable(['batches', 'batches/s', 'memory, MB', 'directories of parts', 'open files'], rows),
  ].join('\n\n');
}
