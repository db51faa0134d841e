import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { appleFile, takeoutFile } from './formats/export-files.ts';
import { fitFiles } from './formats/fit-files.ts';
import { type FileResult, measureFile } from './formats/measure-file.ts';
import { describeMachine } from './machine.ts';
import { markdownTable } from './report/markdown-table.ts';
import { runCommand } from './run-command.ts';
import { wholeNumber } from './whole-number.ts';

// `npm run bench:formats`: how fast files of vendors' formats are read, from the disk to blocks of readings, without a store.

const USAGE = `npm run bench:formats -- [options]
  --readings N  readings of each file (default: 3,000,000)
  --runs N      times that each file is read (default: 5)`;

interface FormatsOptions {
  readonly readings: number;
  readonly runs: number;
}

interface FormatsResult {
  readonly files: readonly FileResult[];
  readonly command: string;
  readonly wrongAnswers: readonly string[];
}

process.exitCode = await runCommand(
  { name: 'node bench/formats.ts', usage: USAGE, readOptions, run, write },
  process.argv.slice(2),
);

function readOptions(args: readonly string[]): FormatsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { readings: { type: 'string' }, runs: { type: 'string' } },
  });
  return {
    readings: wholeNumber('--readings', values.readings ?? '3000000'),
    runs: wholeNumber('--runs', values.runs ?? '5'),
  };
}

async function run(
  { readings, runs }: FormatsOptions,
  command: string,
  log: (line: string) => void,
): Promise<FormatsResult> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-formats-'));
  try {
    const files: FileResult[] = [];
    // An export of a tenth as many readings is as large as a file of FIT.
    for (const file of [
      ...fitFiles(readings),
      appleFile(Math.ceil(readings / 10)),
      takeoutFile(Math.ceil(readings / 3)),
    ]) {
      log(file.name);
      files.push(await measureFile(file, folder, runs));
    }
    return { files, command, wrongAnswers: files.flatMap(({ fault }) => fault ?? []) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write({ files, command }: FormatsResult): string {
  const { processor, cores, memoryBytes, system, node, loadBefore } = describeMachine();
  const machine = `${processor}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(1)} GB, ${system}, Node ${node}; load average after ${loadBefore}`;
  const rows = files.map(({ name, fileBytes, readings, goal, rates, peakBytes }) => {
    const sorted = [...rates].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)]!;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
    return [
      name,
      readings.toLocaleString('en'),
      megabytes(fileBytes),
      median.toLocaleString('en'),
      sorted[0]!.toLocaleString('en'),
      megabytes((fileBytes / readings) * median),
      `${goal.toLocaleString('en')} ${median >= goal ? 'met' : 'MISSED'}`,
      megabytes(peakBytes),
    ];
  });
  const titles = [
    'file',
    'readings',
    'MB',
    'readings/s, median',
    'slowest',
    'MB/s',
    'goal, readings/s',
    'peak memory, MB',
  ];
  return `${new Date().toISOString()}: \`${command}\`\n${machine}\n\n${markdownTable(titles, rows)}`;
}
