import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import { ClockChanges } from '../clock-changes.ts';
import { countBytes } from '../count-bytes.ts';
import { DelimitedRows } from '../delimited/delimited-rows.ts';
import type { Header } from '../delimited/header.ts';
import { fillBlocks } from '../fill-blocks.ts';
import type { ImportJob } from '../import-job.ts';
import { textOf } from '../input/open-text.ts';
import { textHead } from '../input/utf8-text.ts';
import { localTime } from '../local-time.ts';
import type { FormatBody, FormatHints, OpenReadings, ReadingFormat, ReadingInput } from '../reading-format.ts';
import { columnName } from './column-names.ts';
import { lookAtRows } from './look-at-rows.ts';
import { type FoundColumns, findColumns, listNames } from './table-columns.ts';
import { columnCells, type HeaderNames, headerNames, tableHeader, tableHeaderForm } from './table-header.ts';
import { TableParser } from './table-parser.ts';
import { HeldPieces, headerOfHead, tableText } from './table-text.ts';
import { TimeColumn } from './time-column.ts';
import { HEAD_CHARACTERS, timeStyle } from './time-style.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Rows by which columns are told apart whose names do not tell it. */
const SAMPLE_ROWS = 100;

/** A kind of table of readings. */
export interface TableKind extends Pick<ReadingFormat, 'name' | 'beginning'> {
  readonly body?: Omit<FormatBody, 'mostRows'>;
  /** Whether such tables write the month first where they write AM and PM. */
  readonly isUsual12Hour?: boolean;
  /** Whether a table with these columns is of this kind; of those that may hold readings all are when left out. */
  isKind?(names: readonly string[]): boolean;
}

/** Such a table as a format: rows of cells below a header that names them. */
export function tableFormat(kind: TableKind): ReadingFormat {
  const { name, beginning, body } = kind;
  return {
    name,
    beginning,
    numbered: 'lines',
    ...(body === undefined ? {} : { body: { ...body, mostRows } }),
    begins: (head, hints = {}) => {
      const { line, delimiter } = headerOfHead(textHead(head));
      const header = /^\s*[[{<]/.test(line) ? undefined : headerNames(line, hints.table?.columns ?? {}, delimiter);
      if (header === undefined) return false;
      return kind.isKind?.(header.names) ?? mayHoldReadings(header.names, hints);
    },
    open: (input, job) => openTable(kind, input, job),
  };
}

/** No text has more rows than line ends, of either kind, and one. */
function mostRows(pieces: readonly Buffer[]): number {
  return countBytes(pieces, LINE_FEED) + countBytes(pieces, CARRIAGE_RETURN) + 2;
}

/** Whether a table may hold readings, by its names; among other files it says so, alone it may still be told how. */
function mayHoldReadings(
  names: readonly string[],
  { table: { columns } = {}, isOneOfMany = false }: FormatHints,
): boolean {
  const given = Object.values(columns ?? {}).filter((name) => name !== undefined);
  if (given.length > 0) return !isOneOfMany || given.every((name) => names.some((cell) => cell.trim() === name.trim()));
  const known = names.map(columnName);
  const has = (...roles: readonly string[]) =>
    known.some((column) => column !== undefined && roles.includes(column.role));
  if (!isOneOfMany) return has('heart_rate', 'timestamp', 'time');
  return has('timestamp', 'date', 'time') && known.some((column) => column?.role === 'heart_rate' && !column.isWeak);
}

async function openTable(kind: TableKind, input: ReadingInput, job: ImportJob): Promise<OpenReadings> {
  const text = await textOf(input);
  const { firstLine, firstLineNumber, pieces: all, delimiter } = await tableText(text);
  const given = job.table.columns ?? {};
  const header = headerNames(firstLine, given, delimiter);
  if (header === undefined || kind.isKind?.(header.names) === false) {
    const seen = `${text.name} begins with ${showValue(firstLine)}`;
    throw new PulsebaseError('INVALID_FILE', `${seen}; a ${kind.name} file begins with ${kind.beginning}`);
  }
  const pieces = new HeldPieces(all);
  await pieces.hold(HEAD_CHARACTERS);
  const found = await columnsOf(text.name, header, pieces, firstLineNumber, job);
  const { reopen } = input;
  const table = {
    form: tableHeaderForm(found, header.names, given),
    header: tableHeader(header, found),
    headerLine: firstLineNumber,
  };
  const utc = new ClockChanges(localTime('UTC'));
  const style = await timeStyle({
    ...table,
    name: text.name,
    pieces,
    clocks: found.isUtc ? utc : job.rowClocks,
    givenOrder: job.table.dateOrder,
    isUsual12Hour: kind.isUsual12Hour ?? false,
    ...(reopen === undefined
      ? {}
      : { reopen: async () => (await tableText(await textOf({ ...input, chunks: await reopen() }))).pieces }),
  });
  const zoned = new TimeColumn(job.rowClocks, style);
  const inUtc = new TimeColumn(utc, style);
  const parser = new TableParser({ ...table, job, times: (isUtc) => (isUtc ? inUtc : zoned) });
  return { blocks: (options) => fillBlocks(pieces.all(), parser, job, options) };
}

/** @throws PulsebaseError `INVALID_FILE` when its columns make no readings, or nobody is named whose they are. */
async function columnsOf(
  name: string,
  { delimiter, names }: HeaderNames,
  pieces: HeldPieces,
  line: number,
  { table: { columns: given = {} }, person }: ImportJob,
): Promise<FoundColumns> {
  const rows: (readonly string[])[] = [];
  const header: Header = { delimiter, width: names.length, columns: new Map(), key: 0 };
  const form = { parse: () => undefined, isKey: () => true, lack: () => '' };
  await lookAtRows(pieces.first(HEAD_CHARACTERS).pieces, new DelimitedRows(form, header, line), (_, cells) => {
    if (rows.length < SAMPLE_ROWS) rows.push([...cells]);
  });
  const found = findColumns(names, given, columnCells(rows));
  const refused = (why: string) =>
    new PulsebaseError('INVALID_FILE', `${name} has the columns ${listNames(names)}; ${why}`);
  if ('lack' in found) throw refused(found.lack);
  if (found.user === undefined && person === undefined) {
    const count = found.unused.find((unused) => columnName(unused)?.role === 'user_id');
    const counted = count === undefined ? '' : `${listNames([count])} counts the rows; `;
    throw refused(`${counted}nobody is named: add --user or --user-id, or a column user (--columns user=NAME)`);
  }
  return found;
}
