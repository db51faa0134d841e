import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { User } from '../model/user.ts';
import type { Resolution } from '../window/resolution.ts';
import { EXPORTED, type Exported, type ExportFormat, type Piece, type UserAverage } from './export-format.ts';
import { type ExportSelection, requireExportSelection } from './export-selection.ts';
import { EXPORT_FORMATS } from './registry.ts';
import { selectedReadings, unlessGone } from './selected-readings.ts';
import { type ExportedStore, selectedUsers, selectsEverybody } from './selected-users.ts';
import { UserNames } from './user-names.ts';

const RESOLUTIONS: { readonly [what in Exported]?: Resolution } = {
  hours: 'hour',
  days: 'day',
  weeks: 'week',
  months: 'month',
};
const PAGE = 1000;

/** What is to be written, and how. */
export interface ExportOrder {
  readonly format: ExportFormat;
  readonly what: Exported;
  readonly selection?: ExportSelection;
  /** Called with the number of rows that were read since the last call. */
  readonly onRows?: (rows: number) => void;
}

/**
 * Checks an order, before anything is read.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when the format cannot hold what is wanted.
 */
export function requireHolds(format: ExportFormat, what: Exported): void {
  if (exportedBy(format).includes(what)) return;
  const others = EXPORT_FORMATS.filter((other) => exportedBy(other).includes(what)).map(({ name }) => name);
  throw new PulsebaseError(
    'INVALID_ARGUMENT',
    `${format.name} holds ${exportedBy(format).join(' and ')}, not ${what}; take ${others.join(', ')}`,
    { field: 'format' },
  );
}

/** What a format can hold. */
export function exportedBy({ averages, users }: ExportFormat): readonly Exported[] {
  return EXPORTED.filter((what) =>
    what === 'readings' ? true : what === 'users' ? users !== undefined : averages !== undefined,
  );
}

/**
 * The pieces of a file with a part of a store, which is read as they are taken. What is written meanwhile may be in it or not.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` (also where the format cannot hold it), `USER_NOT_FOUND` (one who is named).
 */
export function openExport(store: ExportedStore, order: ExportOrder): AsyncIterable<Piece> {
  const { format, what, selection = {}, onRows = () => {} } = order;
  requireHolds(format, what);
  const checked = requireExportSelection(selection);
  const window = { from: new Date(checked.window.from), to: new Date(checked.window.to) };
  if (what === 'readings') {
    const written = selectsEverybody(checked) ? format.everybody?.(store, window, onRows) : undefined;
    if (written !== undefined) return written;
    return format.readings(counted(selectedReadings(store, checked), onRows), new UserNames(store));
  }
  const users = selectedUsers(store, checked);
  if (what === 'users') return format.users!(counted(pagesOf(users), onRows));
  return format.averages!(counted(pagesOf(averagesOf(store, users, window, RESOLUTIONS[what]!)), onRows));
}

async function* averagesOf(
  store: ExportedStore,
  users: AsyncIterable<User>,
  window: { readonly from: Date; readonly to: Date },
  resolution: Resolution,
): AsyncGenerator<UserAverage> {
  for await (const { id: userId } of users) {
    for await (const average of unlessGone(store.averages(userId, window, resolution))) yield { userId, ...average };
  }
}

async function* pagesOf<T>(rows: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let page: T[] = [];
  for await (const row of rows) {
    if (page.push(row) < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function* counted<T extends readonly unknown[] | ReadingBlock>(
  pages: AsyncIterable<T>,
  onRows: (rows: number) => void,
): AsyncGenerator<T> {
  for await (const page of pages) {
    onRows(page.length);
    yield page;
  }
}
