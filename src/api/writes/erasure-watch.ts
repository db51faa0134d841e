import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { Window } from '../../window/window.ts';

/** What a deletion took away: readings of some users, or of all, in a window; users themselves too, or not. */
export interface Erasure {
  readonly userIds: ReadonlySet<number> | 'all';
  readonly window: Window;
  readonly deletesUsers: boolean;
}

/** The moment at which a write began. */
export interface WriteStart {
  readonly at: number;
}

/**
 * Remembers deletions for as long as a write is on its way that began before them. A long body that was sent before somebody
 * was deleted must not bring back what was deleted.
 */
export class ErasureWatch {
  #now = 0;
  readonly #underWay = new Set<WriteStart>();
  #erasures: { readonly at: number; readonly erasure: Erasure }[] = [];

  begin(): WriteStart {
    const start = { at: this.#now };
    this.#underWay.add(start);
    return start;
  }

  end(start: WriteStart): void {
    this.#underWay.delete(start);
    const oldest = this.#underWay.values().reduce((at, write) => Math.min(at, write.at), this.#now);
    this.#erasures = this.#erasures.filter(({ at }) => at > oldest);
  }

  add(erasure: Erasure): void {
    this.#now += 1;
    if (this.#underWay.size > 0) this.#erasures.push({ at: this.#now, erasure });
  }

  /** Takes out of a block what was erased since the write began; the others keep their order. */
  takeErased(block: ReadingBlock, { at: start }: WriteStart): Rejection[] {
    const since = this.#since(start);
    if (since.length === 0) return [];
    const rejections: Rejection[] = [];
    const { userIds, timestamps, heartRates, rows } = block;
    let kept = 0;
    for (let at = 0; at < block.length; at += 1) {
      const userId = userIds[at]!;
      const timestamp = timestamps[at]!;
      const isErased = since.some(
        ({ userIds: erased, window }) =>
          (erased === 'all' || erased.has(userId)) && timestamp >= window.from && timestamp <= window.to,
      );
      if (isErased) {
        rejections.push({ row: rows[at]!, reason: 'erased', message: `deleted while this write was on its way` });
        continue;
      }
      userIds[kept] = userId;
      timestamps[kept] = timestamp;
      heartRates[kept] = heartRates[at]!;
      rows[kept] = rows[at]!;
      kept += 1;
    }
    block.length = kept;
    return rejections;
  }

  /** Whether a user was deleted since the write began. */
  isErasedUser(userId: number, { at }: WriteStart): boolean {
    return this.#since(at).some(
      ({ userIds, deletesUsers }) => deletesUsers && (userIds === 'all' || userIds.has(userId)),
    );
  }

  #since(start: number): Erasure[] {
    return this.#erasures.filter(({ at }) => at > start).map(({ erasure }) => erasure);
  }
}
