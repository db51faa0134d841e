import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dashboardReport } from './dashboard/dashboard-report.ts';
import { SHAPES, type Shape } from './dashboard/dashboard-store.ts';
import { type DashboardOptions, PARTS, runDashboard } from './dashboard/run-dashboard.ts';
import { readCount } from './data/data-plan.ts';
import { runCommand } from './run-command.ts';
import { wholeNumber } from './whole-number.ts';

// `npm run bench:dashboard`: how fast the dashboard loads and moves in a real browser, and whether it grows over a day.

const USAGE = `npm run bench:dashboard -- [options]
  --size N       readings of the store, such as 60m (default: 60m)
  --shape NAME   among: one person with a third of them over ten years, 1,000 others; alone: one with nearly all (default: among)
  --store DIR    where the store is made, or is already, one folder for each shape; kept (default: a temporary one)
  --parts LIST   of loads,moves,day (default: all)
  --runs N       loads of each page, and places that are moved around (default: 12)
  --hours N      that pages are open, of 120 rounds each (default: 24)
  --lighthouse   what Lighthouse says too, which npm fetches for it: it is not among the dependencies
  --out DIR      write the result there, as DATE-dashboard-SHAPE.md

Chromium is that of the system, /usr/bin/chromium.`;

interface Options extends Omit<DashboardOptions, 'directory'> {
  readonly store: string | undefined;
  readonly out: string | undefined;
}

process.exitCode = await runCommand(
  { name: 'node bench/dashboard.ts', usage: USAGE, readOptions, run, write },
  process.argv.slice(2),
);

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string', default: '60m' },
      shape: { type: 'string', default: 'among' },
      store: { type: 'string' },
      parts: { type: 'string', default: PARTS.join() },
      runs: { type: 'string', default: '12' },
      hours: { type: 'string', default: '24' },
      lighthouse: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const readings = readCount(values.size);
  if (readings === undefined) throw new Error('--size must be a number of readings, such as 60m');
  if (!Object.hasOwn(SHAPES, values.shape)) throw new Error(`--shape must be one of ${Object.keys(SHAPES).join(', ')}`);
  const asked = values.parts.split(',');
  const parts = PARTS.filter((part) => asked.includes(part));
  if (parts.length !== asked.length) throw new Error(`--parts must be of ${PARTS.join(',')}`);
  return {
    ...{ readings, shape: values.shape as Shape, parts, lighthouse: values.lighthouse },
    runs: wholeNumber('--runs', values.runs),
    hours: wholeNumber('--hours', values.hours),
    ...{ store: values.store, out: values.out },
  };
}

async function run(options: Options, command: string, log: (line: string) => void) {
  const temporary = mkdtempSync(join(tmpdir(), 'pulsebase-dashboard-'));
  try {
    const result = await runDashboard({ ...options, directory: temporary }, options.store ?? temporary, log);
    return { ...result, command };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function write(result: Awaited<ReturnType<typeof run>>, { out, shape }: Options): string {
  const report = dashboardReport(result);
  if (out === undefined) return report;
  mkdirSync(out, { recursive: true });
  const path = join(out, `${result.date.slice(0, 10)}-dashboard-${shape}.md`);
  writeFileSync(path, `${report}\n`);
  return `${report}\n${path}`;
}
