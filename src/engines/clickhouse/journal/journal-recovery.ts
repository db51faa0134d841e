import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Intent } from '../chdb/journal-file.ts';
import {
  type Alteration,
  deleteUserRows,
  dropMonths,
  readingsCondition,
  wholeMonths,
} from '../deletes/delete-statements.ts';
import { recomputeStatements } from '../rollups/recompute.ts';
import { RollupSums } from '../rollups/rollup-sums.ts';
import { mergeScopes, type Scope, wholeMonth } from '../rollups/scope.ts';
import { bucketIdOf, END_HOUR_ID, PERIOD_IDS, partitionOf } from '../schema/bucket-id.ts';
import type { HourCache } from '../single-writer/hour-cache.ts';
import type { UserCache } from '../single-writer/user-cache.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import type { PlannedWrite } from '../writes/plan-write.ts';
import type { WriteJournal } from './write-journal.ts';

/**
 * Does what the journal of a store says: deletions, and the roll-ups of what was written. The steps come in an order in which
 * a failure at any point leaves something that doing all of it again makes right.
 */
export class JournalRecovery {
  readonly #executor: Executor;
  readonly #journal: WriteJournal;
  readonly #userCache: UserCache;
  readonly #hours: HourCache;
  readonly #sums: RollupSums;

  constructor(executor: Executor, journal: WriteJournal, userCache: UserCache, hours: HourCache) {
    this.#executor = executor;
    this.#journal = journal;
    this.#userCache = userCache;
    this.#hours = hours;
    this.#sums = new RollupSums(executor, hours);
  }

  /** Does all that the journal holds. Doing it twice, or after half of it was done, ends in the same state. */
  async settle(): Promise<void> {
    const pending = [...this.#journal.pending];
    if (pending.length === 0) return;
    await this.#journal.hold();
    for (const [, intent] of pending) {
      if (intent.kind === 'delete-users') {
        try {
          await this.#alter(deleteUserRows(intent.users));
        } finally {
          this.#userCache.forget();
        }
      } else if (intent.kind === 'delete-readings') await this.#deleteReadings(intent);
    }
    const scopes = pending.flatMap(([, intent]) => (intent.kind === 'write' ? intent.scopes : []));
    await this.recompute(scopes, false);
    // The lost journal may have held deletions too.
    if (pending.some(([, { kind }]) => kind === 'rebuild')) {
      await this.recompute((await this.#storedMonths()).map(wholeMonth), true);
    }
    await this.#executor.sync();
    await this.#journal.done(pending.map(([id]) => id));
  }

  /**
   * Adds the readings of the intent under way to the roll-ups; none of them may replace another. Gives whether it could:
   * else the intent waits to be settled.
   */
  async add(readings: PlannedWrite, intent: number): Promise<boolean> {
    const everybody = (await this.#userCache.users())?.size;
    // Where the users are not in memory there are many of them, or other writers.
    if (everybody === undefined || this.#journal.pending.size > 1) return false;
    if (!(await this.#sums.add(readings, everybody, () => this.#journal.nextVersion()))) return false;
    await this.#executor.sync();
    await this.#journal.done([intent]);
    return true;
  }

  async #alter(changes: readonly Alteration[]): Promise<void> {
    this.#sums.forget();
    this.#hours.forgetAll();
    const inOrder = async (ofTable: readonly Alteration[]) => {
      for (const [table, actions] of ofTable) await this.#executor.alter(table, actions);
    };
    if (!this.#executor.topology.isShared) return inOrder(changes);
    // A cluster takes its time for each, and as long for all of them. Of one table they must not meet: dropping a partition
    // breaks a deletion of rows off, which the server then tries again ten seconds later.
    await Promise.all(
      Map.groupBy(changes, ([table]) => table)
        .values()
        .map(inOrder),
    );
  }

  async #deleteReadings({ users, from, to }: Extract<Intent, { kind: 'delete-readings' }>): Promise<void> {
    const window = { from, to };
    const months = (await this.#storedMonths()).filter(
      (month) => bucketStart('month', month) <= to && bucketStart('month', month + 1) > from,
    );
    const whole = users === null ? wholeMonths(months, window) : [];
    if (whole.length > 0) {
      // The readings last: while they are there, a deletion that broke off finds the month again.
      const changes = dropMonths(whole);
      await this.#alter(changes.slice(0, -1));
      await this.#alter(changes.slice(-1));
    }
    const cut = months.filter((month) => !whole.includes(month));
    if (cut.length === 0) return;
    await this.#executor.alter('readings', [`DELETE WHERE ${readingsCondition(users, window)}`]);
    const scopes = cut.map((month) => ({
      from: Math.floor(Math.max(from, bucketStart('month', month)) / HOUR_MS),
      to: Math.floor(Math.min(to, bucketStart('month', month + 1) - 1) / HOUR_MS) + 1,
      users,
    }));
    await this.recompute(scopes, true);
  }

  /** Months that hold anything in any table, also when a failure left only some of them written. */
  async #storedMonths(): Promise<number[]> {
    const [months] = await queryIntegers(
      this.#executor,
      `SELECT DISTINCT month FROM (
        SELECT (intDiv(toUInt32OrZero(partition), 100) - 1970) * 12 + toUInt32OrZero(partition) % 100 - 1 AS month
        FROM (${this.#executor.topology.parts}) WHERE table = 'readings'
        UNION ALL
        SELECT toUInt32OrZero(partition) % ${END_HOUR_ID / PERIOD_IDS} AS month
        FROM (${this.#executor.topology.parts}) WHERE table = 'rollups' AND toUInt32OrZero(partition) < ${partitionOf(bucketIdOf('month', 0))}
      ) ORDER BY month`,
      1,
    );
    return [...months!];
  }

  /**
   * Computes roll-ups again.
   *
   * @param mayBeEmpty Whether readings were taken away: buckets left without any get a row with 0 readings.
   */
  async recompute(scopes: readonly Scope[], mayBeEmpty: boolean): Promise<void> {
    const byMonth = Map.groupBy(scopes, ({ from }) => bucketOf('month', from * HOUR_MS));
    if (byMonth.size === 0) return;
    this.#sums.forget();
    for (const scope of scopes) this.#hours.forget(scope);
    await this.#journal.recompute(async (version) => {
      for (const ofMonth of byMonth.values()) {
        const scope = ofMonth.length === 1 ? ofMonth[0]! : mergeScopes(ofMonth);
        for (const statement of recomputeStatements(scope, mayBeEmpty)) {
          await this.#executor.command(statement(await version()));
        }
      }
    });
  }
}
