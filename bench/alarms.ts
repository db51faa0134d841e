import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alarmsReport } from './alarms/alarms-report.ts';
import { type AlarmsOptions, runAlarms } from './alarms/run-alarms.ts';
import { runCommand } from './run-command.ts';
import { wholeNumber } from './whole-number.ts';

// `npm run bench:alarms`: a service with many rules under load. When are people told, and what do rules cost the others?

const USAGE = `npm run bench:alarms -- [options]
  --readings N   that the store holds before (default: 2,500,000)
  --rules N      (default: 200)
  --seconds N    of each load (default: 20)
  --rounds N     how often each of the two services gets its load (default: 3)
  --out DIR      write the result there, as DATE-alarms.md
  --smoke        a small store and a small load: is everybody told, and are the alarms right? No judgement of times`;

interface Options extends AlarmsOptions {
  readonly out: string | undefined;
}

process.exitCode = await runCommand(
  { name: 'node bench/alarms.ts', usage: USAGE, readOptions, run: runAlarms, write },
  process.argv.slice(2),
);

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      readings: { type: 'string' },
      rules: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      out: { type: 'string' },
      smoke: { type: 'boolean', default: false },
    },
  });
  const { smoke } = values;
  const number = (option: 'readings' | 'rules' | 'seconds' | 'rounds', small: number, full: number) =>
    wholeNumber(`--${option}`, values[option] ?? String(smoke ? small : full));
  return {
    readings: number('readings', 20_000, 2_500_000),
    rules: number('rules', 20, 200),
    seconds: number('seconds', 2, 20),
    rounds: number('rounds', 1, 3),
    users: smoke ? 50 : 1000,
    readingsPerSecond: smoke ? 250 : 5000,
    queriesPerSecond: smoke ? 5 : 50,
    spikesPerSecond: 10,
    smoke,
    out: values.out,
  };
}

function write(result: Awaited<ReturnType<typeof runAlarms>>, { out }: Options): string {
  const report = alarmsReport(result);
  if (out === undefined) return report;
  mkdirSync(out, { recursive: true });
  const path = join(out, `${result.date.slice(0, 10)}-alarms.md`);
  writeFileSync(path, report);
  return `${report}\n${path}`;
}
