import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { appleFile, takeoutFile } from './formats/export-files.ts';
import { fitFiles } from './formats/fit-files.ts';
import { importFiles } from './formats/import-files.ts';
import { type FileResult, measureFile } from './formats/measure-file.ts';
import { type ImportResult, measureImport } from './formats/measure-import.ts';
import { describeMachine } from './machine.ts';
import { markdownTable } from './report/markdown-table.ts';
import { runCommand } from './run-command.ts';
import { wholeNumber } from './whole-number.ts';

// `npm run bench:formats`: how fast files of vendors' formats are read, from the disk to blocks of readings, without a store; or, with `--import`, what
// whole imports by the command line cost.

const USAGE = `npm run bench:formats -- [options]
  --readings N  readings of each file (default: 3,000,000)
  --runs N      times that each file is read (default: 5)
  --import N    instead, imports by the command line into fresh embedded stores: of one row, of 1 GB of XML,
                and of N rows of CSV`;

interface FormatsOptions {
  readonly readings: number;
  readonly runs: number;
  readonly importRows: number | undefined;
}

interface FormatsResult {
  readonly files: readonly FileResult[];
  readonly imports: readonly ImportResult[];
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
    options: { readings: { type: 'string' }, runs: { type: 'string' }, import: { type: 'string' } },
  });
  return {
    readings: wholeNumber('--readings', values.readings ?? '3000000'),
    runs: wholeNumber('--runs', values.runs ?? '5'),
    importRows: values.import === undefined ? undefined : wholeNumber('--import', values.import),
  };
}

async function run(
  { readings, runs, importRows }: FormatsOptions,
  command: string,
  log: (line: string) => void,
): Promise<FormatsResult> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-formats-'));
  try {
    const files: FileResult[] = [];
    if (importRows !== undefined) {
      await promisify(execFile)('npm', ['run', '--silent', 'build']);
      const imports: ImportResult[] = [];
      for (const file of importFiles(importRows)) {
        log(file.name);
        imports.push(await measureImport(file, folder));
      }
      return { files, imports, command, wrongAnswers: imports.flatMap(({ fault }) => fault ?? []) };
    }
    // An export of a tenth as many readings is as large as a file of FIT.
    for (const file of [
      ...fitFiles(readings),
      appleFile(Math.ceil(readings / 10)),
      takeoutFile(Math.ceil(readings / 3)),
    ]) {
      log(file.name);
      files.push(await measureFile(file, folder, runs));
    }
    return { files, imports: [], command, wrongAnswers: files.flatMap(({ fault }) => fault ?? []) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write({ files, imports, command }: FormatsResult): string {
  const { processor, cores, memoryBytes, system, node, loadBefore } = describeMachine();
  const machine = `${processor}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(1)} GB, ${system}, Node ${node}; load average after ${loadBefore}`;
  const table = imports.length > 0 ? importTable(imports) : fileTable(files);
  return `${new Date().toISOString()}: \`${command}\`\n${machine}\n\n${table}`;
}

function fileTable(files: readonly FileResult[]): string {
  const rows = files.map(({ name, fileBytes, readings, goal, rates, processorRates, peakBytes }) => {
    const median = medianOf(rates);
    return [
      name,
      readings.toLocaleString('en'),
      megabytes(fileBytes),
      median.toLocaleString('en'),
      Math.min(...rates).toLocaleString('en'),
      medianOf(processorRates).toLocaleString('en'),
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
    'readings per second of processor time',
    'goal, readings/s',
    'peak memory, MB',
  ];
  return markdownTable(titles, rows);
}

function importTable(imports: readonly ImportResult[]): string {
  const rows = imports.map(({ name, fileBytes, readings, seconds, peakBytes }) => [
    name,
    readings.toLocaleString('en'),
    megabytes(fileBytes),
    seconds.toFixed(1),
    Math.round(readings / seconds).toLocaleString('en'),
    megabytes(peakBytes),
    megabytes(peakBytes - imports[0]!.peakBytes),
  ]);
  const titles = ['file', 'readings', 'MB', 'seconds', 'readings/s', 'peak memory, MB', 'more than for one row, MB'];
  return markdownTable(titles, rows);
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
