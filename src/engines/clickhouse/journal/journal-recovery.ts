import { allEnded } from '../../../async/all-ended.ts';
import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import { recomputeStatements } from '../rollups/recompute.ts';
import { mergeRegions, type Region, wholeMonth } from '../rollups/region.ts';
import { monthsOfPartitions } from '../rollups/stored-months.ts';
import type { StoreCache } from '../single-writer/store-cache.ts';
import type { Executor } from '../statements/executor.ts';
import { type Alteration, deleteUserRows, dropMonths, readingsCondition, wholeMonths } from './delete-statements.ts';
import type { Intent } from './intent.ts';
import type { WriteJournal } from './write-journal.ts';

/**
 * Carries out what the journal of a store says: deletions, and the roll-ups of what was written. The steps are in an order such
 * that, after a failure at any point, repeating all of them leads to the correct state.
 */
export class JournalRecovery {
  readonly #executor: Executor;
  readonly #journal: WriteJournal;
  readonly #cache: StoreCache;

  constructor(executor: Executor, journal: WriteJournal, cache: StoreCache) {
    this.#executor = executor;
    this.#journal = journal;
    this.#cache = cache;
  }

  /** Carries out all pending intents. Idempotent, even after a partial run. */
  async drain(): Promise<void> {
    const pending = [...this.#journal.pending];
    if (pending.length === 0) return;
    await this.#journal.ensureLease();
    for (const [, intent] of pending) {
      if (intent.kind === 'delete-users') await this.#deleteUsers(intent);
      else if (intent.kind === 'delete-readings') await this.#deleteReadings(intent);
    }
    const regions = pending.flatMap(([, intent]) => (intent.kind === 'write' ? intent.regions : []));
    await this.recompute(regions, false);
    // The lost journal may have held deletions too.
    if (pending.some(([, { kind }]) => kind === 'rebuild')) {
      await this.recompute((await monthsOfPartitions(this.#executor)).map(wholeMonth), true);
    }
    await this.#executor.sync();
    await this.#journal.done(pending.map(([id]) => id));
  }

  /**
   * Recomputes roll-ups.
   *
   * @param mayBeEmpty Whether readings were removed: buckets left without any get a row with 0 readings.
   */
  async recompute(regions: readonly Region[], mayBeEmpty: boolean): Promise<void> {
    const byMonth = Map.groupBy(regions, ({ from }) => bucketOf('month', from * HOUR_MS));
    if (byMonth.size === 0) return;
    for (const region of regions) this.#cache.regionChanged(region);
    await this.#journal.recompute(async (version) => {
      for (const ofMonth of byMonth.values()) {
        const region = ofMonth.length === 1 ? ofMonth[0]! : mergeRegions(ofMonth);
        for (const statement of recomputeStatements(region, mayBeEmpty)) {
          await this.#executor.command(statement(await version()));
        }
      }
    });
  }

  async #deleteUsers({ users }: Extract<Intent, { kind: 'delete-users' }>): Promise<void> {
    try {
      await this.#alter(deleteUserRows(users));
    } finally {
      this.#cache.usersChanged();
    }
  }

  async #deleteReadings({ users, from, to }: Extract<Intent, { kind: 'delete-readings' }>): Promise<void> {
    const window = { from, to };
    const months = (await monthsOfPartitions(this.#executor)).filter(
      (month) => bucketStart('month', month) <= to && bucketStart('month', month + 1) > from,
    );
    const whole = users === null ? wholeMonths(months, window) : [];
    if (whole.length > 0) {
      // The readings last: while they exist, an interrupted deletion finds the month again.
      const changes = dropMonths(whole);
      await this.#alter(changes.slice(0, -1));
      await this.#alter(changes.slice(-1));
    }
    const cut = months.filter((month) => !whole.includes(month));
    if (cut.length === 0) return;
    await this.#executor.alter('readings', [`DELETE WHERE ${readingsCondition(users, window)}`]);
    const regions = cut.map((month) => ({
      from: Math.floor(Math.max(from, bucketStart('month', month)) / HOUR_MS),
      to: Math.floor(Math.min(to, bucketStart('month', month + 1) - 1) / HOUR_MS) + 1,
      users,
    }));
    await this.recompute(regions, true);
  }

  async #alter(changes: readonly Alteration[]): Promise<void> {
    this.#cache.reset();
    const inOrder = async (ofTable: readonly Alteration[]) => {
      for (const [table, actions] of ofTable) await this.#executor.alter(table, actions);
    };
    if (!this.#executor.topology.altersTablesAtOnce) return inOrder(changes);
    // They must not overlap on one table: dropping a partition aborts a deletion of rows, which the server retries only after ten
    // seconds.
    await allEnded(
      Map.groupBy(changes, ([table]) => table)
        .values()
        .map(inOrder),
    );
  }
}
