import { basename } from 'node:path';
import type { Command } from 'commander';
import { localTime } from '../../importers/local-time.ts';
import { type ImportSource, openImport } from '../../importers/open-import.ts';
import { READING_FORMATS } from '../../importers/registry.ts';
import { type ErrorCode, PulsebaseError } from '../../model/pulsebase-error.ts';
import { EMPTY_RECEIPT } from '../../store/empty-receipt.ts';
import type { Receipt, Store } from '../../store/store.ts';
import { choiceOption } from '../choice-option.ts';
import type { CommandContext } from '../command-context.ts';
import { CommittedBytes } from '../committed-bytes.ts';
import { describeError } from '../error-line.ts';
import { plainText } from '../format/plain-text.ts';
import { nothingTaken } from '../nothing-taken.ts';
import { committedRows, receiptCounts, receiptLines, rejectionLines, totalReceipt } from '../receipt-report.ts';
import { RejectsFile, refuseOverwriting } from '../rejects-file.ts';
import { isUntouched, KEPT_SO_FAR, watchedLoad } from '../watched-load.ts';

interface Options {
  readonly format: string;
  readonly timezone?: string;
  readonly createUsers?: boolean;
  readonly dryRun?: boolean;
  readonly rejects?: string;
}

/** What became of one file. */
interface FileResult {
  readonly file: string;
  readonly source: ImportSource | undefined;
  readonly receipt: Receipt;
  readonly ms: number;
  readonly failure: unknown;
}

const FAULTS_OF_FILES: ReadonlySet<ErrorCode> = new Set(['FILE_UNREADABLE', 'INVALID_FILE', 'NOTHING_TAKEN']);

export function defineImport(command: Command, context: CommandContext): void {
  const names = READING_FORMATS.map(({ name }) => name);
  command
    .argument('<files...>', 'files of readings, plain or .gz; - is standard input')
    .addOption(choiceOption('--format <name>', 'format of the files', ['auto', ...names]).default('auto'))
    .option('--timezone <zone>', 'IANA zone of times without an offset, such as Europe/Berlin (default: UTC)')
    .option('--create-users', 'create users that are not known, of unknown gender, instead of rejecting their readings')
    .option('--dry-run', 'read and check everything, write nothing')
    .option('--rejects <file>', 'write all rejected rows to this CSV file: file,line,reason,message')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase import heart.csv --rejects rejected.csv
  pulsebase import 2023-*.csv.gz --timezone Europe/Berlin --create-users
  zcat export.ndjson.gz | pulsebase import - --format ndjson --json
  pulsebase import heartrate_seconds_merged.csv --format fitabase --create-users --dry-run

Formats, and how a file of each begins:
${READING_FORMATS.map(({ name, beginning }) => `  ${name}: ${beginning}`).join('\n')}

Where files were put together, rows are read by the header above them.
Rejected rows are counted by reason and never stop the others; nor does a file that cannot be read, or of which nothing
is taken, but the exit code is then 1. Where there is no store, one is made when there is something to write.
The same file may be imported again: its rows are then unchanged.`,
    )
    .action((files: readonly string[], options: Options) => importFiles(context, files, options));
}

async function importFiles(context: CommandContext, files: readonly string[], options: Options): Promise<void> {
  // A zone that does not exist is wrong use, whatever the files are: told before anything is opened.
  if (options.timezone !== undefined) localTime(options.timezone);
  if (options.rejects !== undefined) refuseOverwriting(options.rejects, files);
  const rejects = options.rejects === undefined ? undefined : new RejectsFile(options.rejects);
  try {
    await context.withStoreWhenNeeded(async (open) => {
      const results: FileResult[] = [];
      for (const file of files) {
        const result = await importFile(context, open, file, options, rejects);
        results.push(result);
        if (!context.json)
          await context.print(undefined, () => [...(results.length > 1 ? [''] : []), ...fileLines(result, options)]);
        await context.out.flush();
        if (result.failure !== undefined && !isFaultOfFile(result.failure)) break;
      }
      await printTotal(context, results, options);
      throwFailures(results, files.length);
    });
  } finally {
    rejects?.close();
  }
}

async function importFile(
  context: CommandContext,
  open: () => Promise<Store>,
  file: string,
  options: Options,
  rejects: RejectsFile | undefined,
): Promise<FileResult> {
  const { format, timezone, createUsers, dryRun } = options;
  const { signal } = context;
  const started = performance.now();
  let source: ImportSource;
  try {
    source = await openImport(file, { format, signal, ...(timezone === undefined ? {} : { timezone }) });
  } catch (failure) {
    return { file, source: undefined, receipt: EMPTY_RECEIPT, ms: performance.now() - started, failure };
  }
  try {
    const store = await open();
    rejects?.begin();
    let rows = 0;
    let rejected = 0;
    const { totalBytes } = source;
    const committed = new CommittedBytes(source.bytesRead);
    const result = await context.withProgress(
      () => ({ label: basename(nameOf(file)), done: committed.bytes, total: totalBytes, rows, rejected }),
      (bar) =>
        watchedLoad(
          signal,
          dryRun === true ? 'nothing was written' : KEPT_SO_FAR,
          (sofar) => {
            rows = dryRun === true ? sofar.read - sofar.rejected : committedRows(sofar);
            rejected = sofar.rejected;
            committed.commit(sofar.read);
            bar.tick();
          },
          (watch) =>
            store.ingest(committed.watch(source.blocks()), {
              ...watch,
              unknownUsers: createUsers === true ? 'create' : 'reject',
              dryRun: dryRun === true,
              onRejected: (rejections) => rejects?.add(file, rejections),
            }),
        ),
    );
    const failure = result.failure ?? nothingTaken(nameOf(file), result.receipt, options.rejects);
    return { file, source, ...result, ms: performance.now() - started, failure };
  } finally {
    source.close();
  }
}

/** A file that is missing, not of its format or of no use says nothing about the next one; a full disk does. */
function isFaultOfFile(failure: unknown): boolean {
  return failure instanceof PulsebaseError && FAULTS_OF_FILES.has(failure.code);
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function fileLines({ file, source, receipt, ms, failure }: FileResult, options: Options): string[] {
  const name = plainText(nameOf(file));
  // The error itself goes to stderr, once all files are through.
  if (source === undefined || isUntouched(receipt, failure)) return [`${name}: not imported`];
  const how = options.dryRun === true ? ' (dry run, nothing written)' : isWhole(failure) ? '' : ' (broke off)';
  const hint = options.rejects === undefined ? '--rejects FILE takes all' : `all are in ${options.rejects}`;
  return [
    `${name}: ${source.format}, time zone ${source.timezone}${how}`,
    ...receiptLines(receipt, ms),
    ...rejectionLines(receipt, hint),
    ...source.report().warnings.map((warning) => `note: ${plainText(warning)}`),
  ];
}

/** Whether a file was read to its end. */
function isWhole(failure: unknown): boolean {
  return failure === undefined || (failure instanceof PulsebaseError && failure.code === 'NOTHING_TAKEN');
}

async function printTotal(context: CommandContext, results: readonly FileResult[], options: Options): Promise<void> {
  const receipt = results.length === 1 ? results[0]!.receipt : totalReceipt(results.map((result) => result.receipt));
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  const json = {
    ...receiptCounts(receipt, ms),
    dryRun: options.dryRun === true,
    files: results.map(({ file, source, receipt: counts, ms: took, failure }) => ({
      file,
      format: source?.format ?? null,
      timezone: source?.timezone ?? null,
      ...receiptCounts(counts, took),
      warnings: source?.report().warnings ?? [],
      ...(failure === undefined ? {} : { error: describeError(failure) }),
    })),
  };
  if (context.json) await context.print(json, () => []);
  else if (results.length > 1) {
    await context.print(json, () => ['', `${results.length} files`, ...receiptLines(receipt, ms)]);
  } else if (context.signal.aborted && results[0]?.source === undefined) {
    await context.print(json, () => receiptLines(EMPTY_RECEIPT, ms));
  }
  await context.out.flush();
}

/** One line for all files at fault, so that the first is not lost among the others. */
function throwFailures(results: readonly FileResult[], files: number): void {
  const failed = results.filter(({ failure }) => failure !== undefined);
  const [first] = failed;
  if (first === undefined) return;
  const grave = failed.find(({ failure }) => !isFaultOfFile(failure)) ?? first;
  if (failed.length === 1 || !(grave.failure instanceof PulsebaseError) || !isFaultOfFile(grave.failure)) {
    throw grave.failure;
  }
  const messages = failed.map(({ failure }) => (failure instanceof Error ? failure.message : String(failure)));
  throw new PulsebaseError(grave.failure.code, `${failed.length} of ${files} files failed: ${messages.join('; ')}`, {
    cause: grave.failure,
  });
}
