import { bucketStart, HOUR_MS, LEVELS, type Level } from '../../../window/bucket.ts';
import type { Covering, Range } from '../../../window/covering.ts';
import type { Memtable } from '../memtable/memtable.ts';
import { NO_EXCESS, type View } from '../memtable/view.ts';
import type { Region } from '../rollups/region.ts';
import { bucketIdOf } from '../schema/bucket-id.ts';
import { rawCondition } from '../schema/raw-condition.ts';
import { HOUR_OF_READING } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** A piece of a window that has a column. */
interface Piece {
  /** The id of a bucket, or the ends of a part of an hour. */
  readonly key: number | string;
  /** Unix milliseconds. */
  readonly range: Range;
}

/** The totals of all users in one piece of a window: a bucket, or a part of an hour. */
export interface TotalColumn extends Piece {
  /** By the index of the user, see {@link TotalColumns.indexOf}; users beyond the end have no readings. */
  counts: Float64Array;
  /** Thousandths of a bpm. */
  sums: Float64Array;
}

/** Overhead of a column in bytes, and its bytes per user. */
const COLUMN_BYTES = 400;
const USER_BYTES = 16;
/** Totals up to this many are read one by one, to be kept; more are cheaper to add up in the engine. */
const MAX_READ = 4_000_000;

/**
 * Totals of whole buckets, and of the cut hours of windows, of all users in memory: what was asked for once is answered without a
 * statement from then on. The column that was not used for longest goes first.
 */
export class TotalColumns {
  readonly #executor: Executor;
  readonly #maxBytes: number;
  readonly #columns = new Map<number | string, TotalColumn>();
  readonly #indexes = new Map<number, number>();
  /** Users by index. */
  readonly #users: number[] = [];
  #bytes = 0;

  constructor(executor: Executor, maxBytes: number) {
    this.#executor = executor;
    this.#maxBytes = maxBytes;
  }

  /** The place of a user in the columns; `undefined` for one without readings in any of them. */
  indexOf(userId: number): number | undefined {
    return this.#indexes.get(userId);
  }

  /** Number of places in the columns. */
  get width(): number {
    return this.#users.length;
  }

  /** Whether the missing columns of a window are few enough to be read. @param users How many there are. */
  isWorthReading(covering: Covering, users: number): boolean {
    return piecesOf(covering).filter(({ key }) => !this.#columns.has(key)).length * users <= MAX_READ;
  }

  /** The columns of all pieces of a window. They are current as long as the view is. */
  async read(covering: Covering, view: View): Promise<readonly TotalColumn[]> {
    const columns = piecesOf(covering).map((piece) => this.#touch(piece.key) ?? { ...piece, ...NO_TOTALS });
    const missing = columns.filter(({ key }) => !this.#columns.has(key));
    if (missing.length > 0) {
      await Promise.all([this.#readBuckets(missing, view), this.#readCutHours(missing, view)]);
      if (view.mayCache()) for (const column of missing) this.#keep(column);
    }
    return columns;
  }

  /** Call when the parts hold the readings of a memtable. */
  flushed(table: Memtable): void {
    for (const [id, sums] of table.sums) {
      const column = this.#columns.get(id);
      if (column === undefined) continue;
      for (const [userId, { count, sum }] of sums) this.#addTo(column, userId, count, sum);
    }
    for (const column of this.#columns.values()) {
      if (typeof column.key === 'number') continue;
      for (const [userId, { count, sum }] of table.sumsWithin(column.range)) this.#addTo(column, userId, count, sum);
    }
  }

  /** Call when hours are about to change in the parts in another way. */
  forget({ from, to }: Region): void {
    for (const { key, range } of this.#columns.values()) {
      if (range.from < to * HOUR_MS && range.to > from * HOUR_MS) this.#forget(key);
    }
  }

  forgetAll(): void {
    this.#columns.clear();
    this.#indexes.clear();
    this.#users.length = 0;
    this.#bytes = 0;
  }

  async #readBuckets(missing: readonly TotalColumn[], view: View): Promise<void> {
    const columns = new Map(missing.map((column) => [column.key, column]));
    const ids = missing.flatMap(({ key }) => (typeof key === 'number' ? [key] : []));
    if (ids.length === 0) return;
    // Only while a flush is running do rows differ in what they contain.
    const version = view.rawCondition === '' ? '' : ', version';
    const [bucketIds, userIds, counts, sums, versions] = await queryIntegers(
      this.#executor,
      `SELECT slot, user_id, readings, total${version} FROM pulsebase.rollups FINAL
      WHERE slot IN (${sqlIntegers(ids)}) SETTINGS max_threads = 1`,
      version === '' ? 4 : 5,
    );
    let column = columns.get(bucketIds![0]!);
    let index = -1;
    for (let at = 0; at < bucketIds!.length; at += 1) {
      const [id, userId] = [bucketIds![at]!, userIds![at]!];
      if (column!.key !== id) {
        column = columns.get(id)!;
        index = -1;
      }
      const excess = version === '' ? NO_EXCESS : view.excess(id, userId, versions![at]!);
      // Rows come in the order of users, as mostly did those that made the indexes.
      index = this.#users[index + 1] === userId ? index + 1 : this.#indexOrNew(userId);
      this.#addAt(column!, index, counts![at]! - excess.count, sums![at]! - excess.sum);
    }
  }

  async #readCutHours(missing: readonly TotalColumn[], view: View): Promise<void> {
    const cut = missing.filter(({ key }) => typeof key === 'string');
    if (cut.length === 0) return;
    const hourOf = ({ range }: Piece) => Math.floor(range.from / HOUR_MS);
    const [hours, userIds, counts, sums] = await queryIntegers(
      this.#executor,
      `SELECT ${HOUR_OF_READING} AS hour, user_id, count(), sum(milli_bpm) FROM pulsebase.readings FINAL
      WHERE ${rawCondition(cut.map(({ range }) => range))}${view.rawCondition}
      GROUP BY hour, user_id SETTINGS max_threads = 1`,
      4,
    );
    const columns = new Map(cut.map((column) => [hourOf(column), column]));
    for (let at = 0; at < hours!.length; at += 1) {
      this.#addTo(columns.get(hours![at]!)!, userIds![at]!, counts![at]!, sums![at]!);
    }
  }

  #addTo(column: TotalColumn, userId: number, count: number, sum: number): void {
    this.#addAt(column, this.#indexOrNew(userId), count, sum);
  }

  #indexOrNew(userId: number): number {
    const known = this.#indexes.get(userId);
    if (known !== undefined) return known;
    const index = this.#users.push(userId) - 1;
    this.#indexes.set(userId, index);
    return index;
  }

  #addAt(column: TotalColumn, index: number, count: number, sum: number): void {
    if (index >= column.counts.length) {
      const length = Math.max(this.#users.length, Math.ceil(column.counts.length * 1.25));
      if (this.#columns.get(column.key) === column) this.#bytes += (length - column.counts.length) * USER_BYTES;
      column.counts = grown(column.counts, length);
      column.sums = grown(column.sums, length);
    }
    column.counts[index]! += count;
    column.sums[index]! += sum;
  }

  #keep(column: TotalColumn): void {
    this.#forget(column.key);
    this.#columns.set(column.key, column);
    this.#bytes += bytesOf(column);
    for (const longAgo of this.#columns.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#forget(longAgo);
    }
  }

  #touch(key: number | string): TotalColumn | undefined {
    const column = this.#columns.get(key);
    if (column === undefined) return undefined;
    this.#columns.delete(key);
    this.#columns.set(key, column);
    return column;
  }

  #forget(key: number | string): void {
    const column = this.#columns.get(key);
    if (column === undefined) return;
    this.#columns.delete(key);
    this.#bytes -= bytesOf(column);
  }
}

const NO_TOTALS = { counts: new Float64Array(), sums: new Float64Array() };

function piecesOf(covering: Covering): Piece[] {
  const buckets = LEVELS.flatMap((level) => covering[level].flatMap((range) => bucketsOf(level, range)));
  return [...buckets, ...covering.raw.map((range) => ({ key: `${range.from}-${range.to}`, range }))];
}

function bucketsOf(level: Level, { from, to }: Range): Piece[] {
  return Array.from({ length: to - from }, (_, at) => ({
    key: bucketIdOf(level, from + at),
    range: { from: bucketStart(level, from + at), to: bucketStart(level, from + at + 1) },
  }));
}

function grown(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}

function bytesOf({ counts }: TotalColumn): number {
  return COLUMN_BYTES + counts.length * USER_BYTES;
}
