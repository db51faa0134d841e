import { HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { Region } from '../rollups/region.ts';
import type { CutTotal } from './read-cut-totals.ts';

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
