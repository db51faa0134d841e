import { parseUserId } from '../../model/user-id.ts';
import { AMBIGUOUS_HEADER, DELIMITERS, type Header, type HeaderForm } from '../delimited/header.ts';
import { splitCells } from '../delimited/split-cells.ts';
import type { TableColumns } from '../table-options.ts';
import { type CellKind, columnKind } from './cell-kind.ts';
import { columnName } from './column-names.ts';
import { type ColumnCells, type FoundColumns, findColumns } from './table-columns.ts';

/** The header of a table of readings. */
export interface TableHeader extends Header {
  /** As they are written. */
  readonly names: readonly string[];
  readonly found: FoundColumns;
}

/** The names in a line that is a header, with what stands between them. */
export interface HeaderNames {
  readonly delimiter: string;
  readonly names: readonly string[];
}

/** The names in a first line, cut where most columns come out that are known; `undefined` for a line of one cell. */
export function headerNames(line: string, given: TableColumns, delimiter?: string): HeaderNames | undefined {
  const wanted = new Set(Object.values(given).filter((name) => name !== undefined));
  let best: HeaderNames | undefined;
  let most = -1;
  for (const candidate of delimiter === undefined ? DELIMITERS : [delimiter]) {
    const names = splitCells(line, candidate);
    if (typeof names === 'string' || names.length < 2) continue;
    const known = names.filter((name) => wanted.has(name.trim()) || columnName(name) !== undefined).length;
    if (known <= most) continue;
    most = known;
    best = { delimiter: candidate, names };
  }
  return best;
}

export function tableHeader({ delimiter, names }: HeaderNames, found: FoundColumns): TableHeader {
  const { user, time, clock, heartRate, device } = found;
  const columns = new Map<string, number>([
    ['timestamp', time],
    ['heart_rate', heartRate],
  ]);
  if (user !== undefined) columns.set(user.isName ? 'user' : 'user_id', user.index);
  if (clock !== undefined) columns.set('time', clock);
  if (device !== undefined) columns.set('device', device);
  const key = user === undefined || user.isName ? time : user.index;
  return { delimiter, width: names.length, columns, key, names, found };
}

/** Headers below the first one, of a table whose first header has these columns. */
export function tableHeaderForm(
  first: FoundColumns,
  names: readonly string[],
  given: TableColumns,
): HeaderForm<TableHeader> {
  const chosen = { ...namesOf(first, names), ...given };
  const parsed = (line: string) => {
    const header = headerNames(line, given);
    if (header === undefined) return undefined;
    const found = foundIn(header.names, chosen) ?? foundIn(header.names, {});
    if (found === undefined || (first.user !== undefined && found.user === undefined)) return undefined;
    return tableHeader(header, found);
  };
  /** Files that were put together have the same header again and again. */
  let last: { readonly line: string; readonly header: TableHeader | undefined } | undefined;
  return {
    parse: (line) => {
      if (last?.line !== line) last = { line, header: parsed(line) };
      return last.header;
    },
    isKey: (cell = '', { key, found }) => {
      if (key === found.user?.index) return parseUserId(cell) !== undefined;
      return columnKind([cell]) !== 'other';
    },
    lack: (line) => {
      const roles = line.map((name) => columnName(name)?.role);
      const has = (...wanted: readonly string[]) => roles.some((role) => role !== undefined && wanted.includes(role));
      const missing = [
        ...(first.user === undefined || has('user', 'user_id') ? [] : [first.user.isName ? 'user' : 'user_id']),
        ...(has('timestamp', 'date', 'time') ? [] : ['timestamp']),
        ...(has('heart_rate') ? [] : ['heart_rate']),
      ];
      return missing.length > 0 ? `has no column ${missing.join(', ')}` : AMBIGUOUS_HEADER;
    },
  };
}

/** The columns of a header of which no cells are known. */
function foundIn(names: readonly string[], given: TableColumns): FoundColumns | undefined {
  const isThere = (name: string) => names.filter((cell) => cell.trim() === name.trim()).length === 1;
  if (!Object.values(given).every((name) => name === undefined || isThere(name))) return undefined;
  const found = findColumns(names, given, undefined);
  return 'lack' in found ? undefined : found;
}

/** The columns that were found, by the names that they have in their header. */
function namesOf({ user, time, clock, heartRate, device }: FoundColumns, names: readonly string[]): TableColumns {
  return {
    ...(user === undefined ? {} : { [user.isName ? 'user' : 'user_id']: names[user.index] }),
    ...(clock === undefined ? { timestamp: names[time] } : { date: names[time], time: names[clock] }),
    heart_rate: names[heartRate],
    ...(device === undefined ? {} : { device: names[device] }),
  };
}

/** What the first rows of a table tell of its columns. */
export function columnCells(rows: readonly (readonly string[])[]): ColumnCells {
  const kinds = new Map<number, CellKind>();
  const column = (index: number) => rows.map((cells) => cells[index] ?? '');
  return {
    kind: (index) => {
      const kind = kinds.get(index) ?? columnKind(column(index));
      kinds.set(index, kind);
      return kind;
    },
    isCount: (index) => {
      const numbers = column(index).map(Number);
      return numbers.length >= ENOUGH && numbers.every((number, at) => at === 0 || number === numbers[at - 1]! + 1);
    },
  };
}

/** Rows that are enough to tell that a column counts them. */
const ENOUGH = 10;
