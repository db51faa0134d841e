import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { EXPORTED, type Exported } from '../../exporters/export-format.ts';
import type { ExportSelection } from '../../exporters/export-selection.ts';
import { openExport } from '../../exporters/open-export.ts';
import { EXPORT_FORMATS } from '../../exporters/registry.ts';
import { makeDirectory } from '../../model/make-directory.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Gender } from '../../model/user.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { Store } from '../../store/store.ts';
import { choiceOption } from '../choice-option.ts';
import type { CommandContext } from '../command-context.ts';
import { exportCopy } from '../export-copy.ts';
import { type ExportTarget, exportTargets } from '../export-target.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { decimal, genders, userRef, wordsOf } from '../option-values.ts';
import { printPieces } from '../print-pieces.ts';
import { type UsersOptions, usersGiven, usersOption } from '../users-option.ts';
import { windowUsed } from '../window-used.ts';
import { writeWholeFile } from '../write-whole-file.ts';

interface Options extends UsersOptions {
  readonly format?: string;
  readonly what?: readonly Exported[];
  readonly minAge?: number;
  readonly gender?: readonly Gender[];
  readonly asOf?: string;
  readonly from?: string;
  readonly to?: string;
  readonly copyOf?: UserRef;
  readonly overwrite?: boolean;
}

export function defineExport(command: Command, context: CommandContext): void {
  usersOption(command.argument('<file>', 'file to write, a folder, or - for standard output'))
    .addOption(
      choiceOption(
        '--format <name>',
        'format of the file (default: as its name ends)',
        EXPORT_FORMATS.map(({ name }) => name),
      ),
    )
    .option(
      '--what <list>',
      `what to write: ${EXPORTED.join(', ')} (default: readings; in a folder readings and users)`,
      wordsOf('--what', EXPORTED),
    )
    .option('--min-age <years>', 'only users older than this many completed years', decimal('--min-age'))
    .option('--gender <codes>', 'only these: male, female, other, unknown, separated by commas', genders('--gender'))
    .option('--as-of <date>', 'day for ages from birth dates (default: the day of --to)')
    .option(
      '--from <time>',
      'first instant, ISO 8601; without an offset it is UTC, a date alone is its midnight (default: the first reading)',
    )
    .option('--to <time>', 'last instant, inclusive; a date alone is its midnight (default: the last reading)')
    .option(
      '--copy-of <user>',
      'instead, a copy of everything that is known of this user, as a zip archive',
      userRef('--copy-of'),
    )
    .option('--overwrite', 'replace files of these names')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase export heart-rates.parquet
  pulsebase export out/ --format csv
  pulsebase export hours.csv --what hours --from 2023-01-01 --to 2024-01-01
  pulsebase export men.ndjson --min-age 24 --gender male --as-of 2024-01-01
  pulsebase export - --format fhir --user P-0012 | gzip > P-0012.ndjson.gz
  pulsebase export P-0012.zip --copy-of P-0012

Formats, and what each holds:
${EXPORT_FORMATS.map(({ name, description, users, averages }) => {
  const holds = [
    'readings',
    ...(users === undefined ? [] : ['users']),
    ...(averages === undefined ? [] : ['averages']),
  ];
  return `  ${name}: ${description} (${holds.join(', ')})`;
}).join('\n')}

Hours, days, weeks (from Monday on) and months are those of UTC, with count, average, lowest and highest heart rate of each user. A file has its
name when it is whole: an export that is stopped or fails leaves none. What is written meanwhile may be in it or not.
pulsebase import and pulsebase users import read what this writes. A copy of a user has alarms where --store is a service,
which keeps them. Rows are in order of user and time, but for
readings of all users or a cohort from an engine that reads them all at once: they come in the order that it keeps.`,
    )
    .action((path: string, options: Options) => exportFiles(context, path, options));
}

async function exportFiles(
  context: CommandContext,
  path: string,
  { copyOf, overwrite = false, ...options }: Options,
): Promise<void> {
  if (copyOf !== undefined) {
    const other = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
    if (other === undefined) return exportCopy(context, path, copyOf, overwrite);
    throw new PulsebaseError('INVALID_ARGUMENT', `--copy-of copies everything; leave ${other} out`, { field: other });
  }
  const { format, what, userId, user, userIds, users, ...others } = options;
  const isFolder = path !== '-' && (path.endsWith('/') || (await isDirectory(path)));
  const targets = exportTargets(path, isFolder, {
    ...(format === undefined ? {} : { format }),
    ...(what === undefined ? {} : { what }),
  });
  const used = windowUsed(others);
  const selection = { ...others, users: usersGiven({ userId, user, userIds, users }) };
  await context.withStore(async (store) => {
    if (isFolder) makeFolder(path);
    if (used !== undefined && (selection.from ?? selection.to) !== undefined) context.note(used);
    const written: Written[] = [];
    for (const target of targets) written.push(await write(context, store, target, selection, overwrite));
    if (path === '-') return;
    await context.print(written, () => [...written.map(line), ...context.timing('exported')]);
  });
}

interface Written {
  readonly file: string;
  readonly format: string;
  readonly what: Exported;
  readonly rows: number;
  readonly bytes: number;
}

async function write(
  context: CommandContext,
  store: Store,
  { what, path, format }: ExportTarget,
  selection: ExportSelection,
  overwrite: boolean,
): Promise<Written> {
  let rows = 0;
  const total = await totalOf(store, what, selection);
  const progress = () => ({ label: what, done: rows, total, rows });
  const bytes = await context.withProgress(progress, async (bar) => {
    const onRows = (more: number) => {
      rows += more;
      bar.tick();
    };
    const pieces = openExport(store, { format, what, selection, onRows });
    if (path !== '-') return writeWholeFile(path, pieces, { overwrite, signal: context.signal });
    return printPieces(context, pieces);
  });
  return { file: path, format: format.name, what, rows, bytes };
}

/** How many rows there will be, where that is known. */
async function totalOf(store: Store, what: Exported, selection: ExportSelection): Promise<number | undefined> {
  if (Object.values(selection).some((given) => given !== undefined)) return undefined;
  if (what !== 'readings' && what !== 'users') return undefined;
  return (await store.stats())[what];
}

function line({ file, what, rows }: Written): string {
  const unit = { readings: 'reading', users: 'user', hours: 'hour', days: 'day', weeks: 'week', months: 'month' }[what];
  return `${file}: ${formatNumberOf(rows, unit)}`;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

function makeFolder(path: string): void {
  try {
    makeDirectory(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('FILE_UNREADABLE', `cannot make the folder ${path}: ${reason}`, { cause });
  }
}
