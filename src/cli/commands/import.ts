import { basename } from 'node:path';
import type { Command } from 'commander';
import { EarlierFiles } from '../../importers/earlier-files.ts';
import { isFolder } from '../../importers/input/walk-folder.ts';
import { localTime } from '../../importers/local-time.ts';
import { type ImportTarget, type OpenMember, openImport } from '../../importers/open-import.ts';
import { READING_FORMATS } from '../../importers/registry.ts';
import type { DateOrder, TableColumns } from '../../importers/table-options.ts';
import type { Identify } from '../../importers/user-numbers.ts';
import { ingestMember } from '../../ingest/ingest-member.ts';
import { plainText } from '../../model/plain-text.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { UserName } from '../../model/user-name.ts';
import type { UserRef } from '../../model/user-ref.ts';
import { DryRun } from '../../store/dry-run.ts';
import { EMPTY_RECEIPT } from '../../store/empty-receipt.ts';
import type { Store } from '../../store/store.ts';
import { choiceOption } from '../choice-option.ts';
import { columnsOption } from '../columns-option.ts';
import type { CommandContext } from '../command-context.ts';
import { CommittedBytes } from '../committed-bytes.ts';
import { isFaultOfFile, throwFailures } from '../failures-of-files.ts';
import {
  besideRows,
  type FileResult,
  fileJson,
  findingLines,
  isWhole,
  type MemberResult,
  receiptOf,
  unknownDevices,
} from '../import-result.ts';
import { nothingTaken } from '../nothing-taken.ts';
import { userId, userRef } from '../option-values.ts';
import { committedRows, receiptCounts, receiptLines, rejectionLines, totalReceipt } from '../receipt-report.ts';
import { RejectsFile, refuseOverwriting } from '../rejects-file.ts';
import { UserMap } from '../user-map.ts';
import { isUntouched, KEPT_SO_FAR, watchedLoad } from '../watched-load.ts';

interface Options {
  readonly format: string;
  readonly timezone?: string;
  readonly user?: UserRef;
  readonly userId?: number;
  readonly userMap?: string;
  readonly device?: readonly string[];
  readonly columns?: TableColumns;
  readonly dateOrder?: DateOrder;
  readonly createUsers?: boolean;
  readonly dryRun?: boolean;
  readonly rejects?: string;
}

export function defineImport(command: Command, context: CommandContext): void {
  const names = READING_FORMATS.map(({ name }) => name);
  command
    .argument('<files...>', 'files, archives (.gz, .zip, .tar, .tar.gz) or folders of readings; - is standard input')
    .addOption(choiceOption('--format <name>', 'format of the files', ['auto', ...names]).default('auto'))
    .option(
      '--user <name>',
      'whose readings they are where a file names nobody, by external id or id',
      userRef('--user'),
    )
    .option('--user-id <id>', 'the same by id', userId('--user-id'))
    .option('--user-map <file>', 'the same for each file: a CSV of file,user')
    .option('--create-users', 'create users that are not known instead of rejecting their readings')
    .option('--timezone <zone>', 'IANA zone of times without an offset, such as Europe/Berlin (default: UTC)')
    .option(
      '--device <name>',
      'take the readings of this device; repeated, the first is preferred in hours of several',
      (name: string, names: readonly string[] = []) => [...names, name],
    )
    .option(
      '--columns <pairs>',
      'columns of plain tables, such as user=ID,timestamp=Time,heart_rate=bpm',
      columnsOption,
    )
    .addOption(
      choiceOption('--date-order <order>', 'order of days, months and years in dates such as 4/5/2023', [
        'mdy',
        'dmy',
        'ymd',
      ]),
    )
    .option('--dry-run', 'count what the import would do, write nothing')
    .option('--rejects <file>', 'write all rejected rows to this CSV file, which can be mended and imported')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase import heart.csv --rejects rejected.csv
  pulsebase import export.zip --user P-0012 --create-users
  pulsebase import activities/ --user-map participants.csv --dry-run
  pulsebase import table.csv --columns user=ID,timestamp=Time,heart_rate=bpm --date-order dmy
  zcat export.ndjson.gz | pulsebase import - --format ndjson --json

Formats, and how a file of each begins:
${READING_FORMATS.map(({ name, beginning }) => `  ${name}: ${beginning}`).join('\n')}

A person whom a file names goes before --user-map, and that before --user. Files in archives and folders that hold no
heart rates are passed over and counted. What is not a reading (resting rates, averages, values without contact) is left
out and counted by reason.
Rejected rows are counted by reason and never stop the others; nor does a file that cannot be read, or of which nothing
is taken, but the exit code is then 1. Where there is no store, one is made when there is something to write.
The file of --rejects is file,line,reason,message,row: mend the rows in its last column and import it as it is, with the
same options.
The same file may be imported again: its rows are then unchanged.`,
    )
    .action((files: readonly string[], options: Options) => importFiles(context, files, options));
}

async function importFiles(context: CommandContext, files: readonly string[], options: Options): Promise<void> {
  // An unknown zone is wrong usage, whatever the files are: check it before anything is opened.
  if (options.timezone !== undefined) localTime(options.timezone);
  const person = personOf(options);
  if (options.rejects !== undefined) refuseOverwriting(options.rejects, files);
  const map = options.userMap === undefined ? undefined : await UserMap.read(options.userMap);
  const rejects = options.rejects === undefined ? undefined : new RejectsFile(options.rejects);
  const run = options.dryRun === true && new DryRun();
  try {
    await context.withStoreWhenNeeded(async (open) => {
      const identify: Identify = async (names) => (await open()).identifyUsers(names);
      const earlier = files.length > 1 ? new EarlierFiles({ identify }) : undefined;
      const job = { context, options, map, person, rejects, run, earlier, identify };
      const results: FileResult[] = [];
      for (const file of files) {
        const result = await importFile(job, open, file);
        results.push(result);
        if (!context.json)
          await context.print(undefined, () => [...(results.length > 1 ? [''] : []), ...fileLines(result, options)]);
        await context.out.flush();
        if (result.failure !== undefined && !isFaultOfFile(result.failure)) break;
      }
      await printTotal(job, results);
      throwFailures(results, files.length);
    });
  } finally {
    rejects?.close();
  }
}

/** @throws PulsebaseError `INVALID_ARGUMENT` when two are named. */
function personOf({ user, userId }: Options): number | UserName | undefined {
  if (user !== undefined && userId !== undefined) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'give --user-id or --user, not both', { field: '--user' });
  }
  return typeof user === 'string' ? new UserName(user) : (userId ?? user);
}

interface Job {
  readonly context: CommandContext;
  readonly options: Options;
  readonly map: UserMap | undefined;
  readonly person: number | UserName | undefined;
  readonly rejects: RejectsFile | undefined;
  /** What the files before would have written. */
  readonly run: DryRun | false;
  readonly earlier: EarlierFiles | undefined;
  readonly identify: Identify;
}

async function importFile(job: Job, open: () => Promise<Store>, file: string): Promise<FileResult> {
  const { options, map, person, context, rejects, earlier, identify } = job;
  const { format, timezone, columns, dateOrder, device } = options;
  const started = performance.now();
  const whose = (name: string) => map?.userOf(name) ?? person;
  const members: MemberResult[] = [];
  const broken: { name: string; failure: unknown }[] = [];
  const skipped: string[] = [];
  let target: ImportTarget | undefined;
  let isContainer = file !== '-' && (await isFolder(file));
  let failure: unknown;
  try {
    target = await openImport(file, {
      format,
      signal: context.signal,
      timezone,
      personOf: whose,
      table: { columns, dateOrder },
      devices: device,
      keepsTexts: rejects !== undefined,
      earlier,
      identify,
    });
    for await (const member of target.members()) {
      isContainer ||= member.name !== target.name;
      if ('isSkipped' in member) skipped.push(member.name);
      else if ('failure' in member) broken.push(member);
      else members.push(await importMember(job, await open(), target, member, whose(member.name)));
      const last = members.at(-1)?.failure;
      if (context.signal.aborted || (last !== undefined && !isFaultOfFile(last))) break;
    }
  } catch (error) {
    failure = error;
  } finally {
    target?.close();
  }
  const receipt = receiptOf(members);
  failure ??= members.find((member) => member.failure !== undefined)?.failure ?? broken[0]?.failure;
  // A file that is no archive is a member of its own, or fails.
  isContainer ||= members.length + broken.length + skipped.length === 0;
  const notes = unknownDevices(members, options.device ?? []);
  const beside = besideRows({ members, skipped, isContainer, notes });
  failure ??= nothingTaken(nameOf(file), receipt, options.rejects, beside);
  const ms = performance.now() - started;
  return { file, timezone: target?.timezone, members, broken, skipped, isContainer, notes, receipt, ms, failure };
}

async function importMember(
  { context, options, rejects, run }: Job,
  store: Store,
  target: ImportTarget,
  member: OpenMember,
  person: number | UserName | undefined,
): Promise<MemberResult> {
  const { signal } = context;
  const { createUsers, dryRun } = options;
  rejects?.begin();
  let rows = 0;
  let rejected = 0;
  const { totalBytes } = target;
  const committed = new CommittedBytes(target.bytesRead);
  const warnings: string[] = [];
  const result = await context.withProgress(
    () => ({ label: basename(nameOf(member.name)), done: committed.bytes, total: totalBytes, rows, rejected }),
    (bar) =>
      watchedLoad(
        signal,
        dryRun === true ? 'nothing was written' : KEPT_SO_FAR,
        (sofar) => {
          rows = committedRows(sofar);
          rejected = sofar.rejected;
          committed.commit(sofar.read);
          bar.tick();
        },
        (watch) =>
          ingestMember(store, member, {
            ...watch,
            person,
            watch: (blocks) => committed.watch(blocks),
            unknownUsers: createUsers === true ? 'create' : 'reject',
            dryRun: run,
            onRejected: (rejections) => rejects?.add(member.name, rejections),
            onWarning: (warning) => warnings.push(warning),
          }),
      ),
  );
  const report = member.report();
  return {
    name: member.name,
    format: member.format,
    numbered: member.numbered,
    ...result,
    report: { ...report, warnings: [...report.warnings, ...warnings] },
  };
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function fileLines(result: FileResult, options: Options): string[] {
  const { file, timezone, members, receipt, ms, failure } = result;
  const name = plainText(nameOf(file));
  // The error itself goes to stderr, once all files are done.
  if (members.length === 0 || isUntouched(receipt, failure)) return [`${name}: not imported`];
  const how = options.dryRun === true ? ' (dry run, nothing written)' : isWhole(failure) ? '' : ' (broke off)';
  const hint = options.rejects === undefined ? '--rejects FILE takes all' : `all are in ${options.rejects}`;
  const formats = [...new Set(members.map(({ format }) => format))].join(', ');
  return [
    `${name}: ${formats}, time zone ${timezone}${how}`,
    ...receiptLines(receipt, ms),
    ...rejectionLines(receipt, hint, members[0]!.numbered),
    ...findingLines(result, options.device !== undefined),
  ];
}

async function printTotal({ context, options, map, run }: Job, results: readonly FileResult[]): Promise<void> {
  const receipt = results.length === 1 ? results[0]!.receipt : totalReceipt(results.map((result) => result.receipt));
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  const doubt = run === false ? undefined : run.warning();
  const warnings = [...(map?.warnings() ?? []), ...(doubt === undefined ? [] : [doubt])];
  const json = {
    ...receiptCounts(receipt, ms),
    dryRun: options.dryRun === true,
    files: results.map(fileJson),
    ...(map === undefined && doubt === undefined ? {} : { warnings }),
  };
  const notes = warnings.map((warning) => `note: ${plainText(warning)}`);
  if (context.json) await context.print(json, () => []);
  else if (results.length > 1) {
    await context.print(json, () => ['', `${results.length} files`, ...receiptLines(receipt, ms), ...notes]);
  } else if (context.signal.aborted && results[0]?.members.length === 0) {
    await context.print(json, () => receiptLines(EMPTY_RECEIPT, ms));
  } else if (notes.length > 0) await context.print(json, () => notes);
  await context.out.flush();
}
