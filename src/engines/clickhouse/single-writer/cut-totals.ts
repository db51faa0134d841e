import { HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import type { Memtable } from '../memtable/memtable.ts';
import { NO_READINGS, type Sum } from '../memtable/sum.ts';
import type { View } from '../memtable/view.ts';
import type { Region } from '../rollups/region.ts';
import { HOUR_OF_READING, readingsInHours } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';

/** Count and sum (thousandths of a bpm) of a user's readings in a piece of an hour. */
export type CutTotal = Pick<Sum, 'count' | 'sum'>;

/** In the order of the pieces. */
export type CutTotals = readonly CutTotal[];

/** Reads the totals of a user's readings in pieces of Unix milliseconds, each within an hour of its own. */
export async function readCutTotals(
  executor: Executor,
  userId: number,
  pieces: readonly Range[],
  view: View,
): Promise<CutTotals> {
  if (pieces.length === 0) return [];
  const hourOf = ({ from }: Range) => Math.floor(from / HOUR_MS);
  const from = Math.min(...pieces.map((piece) => piece.from));
  const to = Math.max(...pieces.map((piece) => piece.to)) - 1;
  const [hours, counts, sums] = await queryIntegers(
    executor,
    `SELECT ${HOUR_OF_READING} AS hour, count(), sum(milli_bpm) FROM pulsebase.readings FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${readingsInHours(pieces.map(hourOf), { from, to })}${view.rawCondition}
    GROUP BY hour SETTINGS max_threads = 1`,
    3,
  );
  return pieces.map((piece) => {
    const at = hours!.indexOf(hourOf(piece));
    return at === -1 ? NO_READINGS : { count: counts![at]!, sum: sums![at]! };
  });
}

/** Memory in bytes of a piece. */
const PIECE_BYTES = 250;

/** Totals of cut hours that were asked for: the same window is often asked about again. */
export class CutTotalCache {
  readonly #max: number;
  /** By user, then by piece. The user last asked about comes last. */
  readonly #users = new Map<number, Map<string, { readonly piece: Range; readonly total: CutTotal }>>();
  #size = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes / PIECE_BYTES;
  }

  get(userId: number, piece: Range): CutTotal | undefined {
    return this.#users.get(userId)?.get(keyOf(piece))?.total;
  }

  keep(userId: number, piece: Range, total: CutTotal): void {
    const pieces = this.#users.get(userId) ?? new Map();
    this.#users.delete(userId);
    this.#users.set(userId, pieces);
    this.#size -= pieces.size;
    pieces.set(keyOf(piece), { piece, total });
    this.#size += pieces.size;
    for (const [longAgo, { size }] of this.#users) {
      if (this.#size <= this.#max) break;
      this.#users.delete(longAgo);
      this.#size -= size;
    }
  }

  /** Call when the parts hold the readings of a memtable. */
  flushed(table: Memtable): void {
    for (const userId of table.userIds) {
      for (const { piece } of this.#users.get(userId)?.values() ?? []) {
        if (table.hoursOf(userId, piece).next().done === false) this.#forget(userId, piece);
      }
    }
  }

  /** Call when hours are about to change in the parts. */
  forget({ from, to, users }: Region): void {
    for (const userId of users ?? [...this.#users.keys()]) {
      for (const { piece } of this.#users.get(userId)?.values() ?? []) {
        if (piece.from < to * HOUR_MS && piece.to > from * HOUR_MS) this.#forget(userId, piece);
      }
    }
  }

  forgetAll(): void {
    this.#users.clear();
    this.#size = 0;
  }

  #forget(userId: number, piece: Range): void {
    const pieces = this.#users.get(userId)!;
    if (pieces.delete(keyOf(piece))) this.#size -= 1;
    if (pieces.size === 0) this.#users.delete(userId);
  }
}

function keyOf({ from, to }: Range): string {
  return `${from}-${to}`;
}
