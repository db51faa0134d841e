import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ExportFormat } from '../src/exporters/export-format.ts';
import { parquetExport } from '../src/exporters/parquet/parquet-export.ts';
import { EXPORT_FORMATS } from '../src/exporters/registry.ts';
import { generateUsers } from '../src/generator/generate-users.ts';
import { openStore } from '../src/open-store.ts';
import { benchReadings } from './data/bench-readings.ts';
import { dataPlan } from './data/data-plan.ts';
import { type ExportResult, measureExport } from './exports/measure-export.ts';
import { describeMachine } from './machine.ts';
import { markdownTable } from './report/markdown-table.ts';
import { runCommand } from './run-command.ts';

// `npm run bench:exports`: how fast an embedded store is written to files of each format, and whether memory grows with them.

const USAGE = `npm run bench:exports -- [options]
  --size N  readings of the store, such as 2m (default: 2m)`;

/** Parquet as it is written where no engine does it: over any other store, and for a cohort. */
const COMMON: ExportFormat = { ...withoutEngine(parquetExport), name: 'parquet, common writer' };

/** Readings a second that are wanted. */
const GOALS: { readonly [format: string]: number } = { parquet: 1_000_000, [COMMON.name]: 100_000, csv: 500_000 };

interface ExportsResult {
  readonly exports: readonly ExportResult[];
  readonly command: string;
  readonly wrongAnswers: readonly string[];
}

process.exitCode = await runCommand(
  { name: 'node bench/exports.ts', usage: USAGE, readOptions, run, write },
  process.argv.slice(2),
);

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: { size: { type: 'string' } } });
  const plan = dataPlan(values.size ?? '2m');
  if (plan === undefined) throw new Error('--size must be a number of readings, such as 2m');
  return plan;
}

async function run(
  plan: ReturnType<typeof readOptions>,
  command: string,
  log: (line: string) => void,
): Promise<ExportsResult> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-exports-'));
  const store = await openStore(`chdb:${join(folder, 'store')}`);
  try {
    log(`${plan.readings.toLocaleString('en')} readings`);
    await store.importUsers(generateUsers({ users: plan.users, seed: plan.seed, asOf: '2024-01-01' }));
    await store.ingest(benchReadings(plan));
    const exports: ExportResult[] = [];
    for (const format of [...EXPORT_FORMATS, COMMON]) {
      log(format.name);
      exports.push(await measureExport(store, format, join(folder, 'file')));
    }
    const wrongAnswers = exports.flatMap(({ format, readings }) =>
      readings === plan.readings ? [] : [`${format}: ${readings} readings, not ${plan.readings}`],
    );
    return { exports, command, wrongAnswers };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutEngine({ everybody: _, ...common }: ExportFormat): ExportFormat {
  return common;
}

function write({ exports, command }: ExportsResult): string {
  const { processor, cores, memoryBytes, system, node, loadBefore } = describeMachine();
  const machine = `${processor}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(1)} GB, ${system}, Node ${node}; load average after ${loadBefore}`;
  const rows = exports.map(({ format, readings, bytes, seconds, processorSeconds, firstHalf, secondHalf }) => {
    const rate = Math.round(readings / seconds);
    const goal = GOALS[format];
    return [
      format,
      (bytes / 1e6).toFixed(0),
      rate.toLocaleString('en'),
      Math.round(readings / processorSeconds).toLocaleString('en'),
      goal === undefined ? '' : `${goal.toLocaleString('en')} ${rate >= goal ? 'met' : 'MISSED'}`,
      (firstHalf / 1e6).toFixed(0),
      (secondHalf / 1e6).toFixed(0),
    ];
  });
  const titles = [
    'format',
    'MB',
    'readings/s',
    'readings per second of processor time',
    'goal, readings/s',
    'peak memory, first half, MB',
    'second half, MB',
  ];
  return `${new Date().toISOString()}: \`${command}\`\n${machine}\n\n${markdownTable(titles, rows)}`;
}
