import type {
  CohortQuery,
  Engine,
  ExistingUsers,
  HeartRatesQuery,
  LongWork,
  PeakHoursQuery,
  ReadingKeys,
  WriteMode,
} from '../../engine/engine.ts';
import type { User } from '../../model/user.ts';
import type { Level } from '../../window/bucket.ts';
import type { Covering } from '../../window/covering.ts';
import type { Window } from '../../window/window.ts';
import { diagnose } from './checks/diagnose.ts';
import { repair } from './checks/repair.ts';
import { verify } from './checks/verify.ts';
import { concurrentWrites } from './connections/concurrent-writes.ts';
import type { Connections } from './connections/connections.ts';
import { deleteReadings } from './deletes/delete-readings.ts';
import { deleteUsers } from './deletes/delete-users.ts';
import { dropBefore } from './deletes/drop-before.ts';
import { cohort } from './queries/cohort.ts';
import { fineTotals } from './queries/fine-totals.ts';
import { heartRates } from './queries/heart-rates.ts';
import { newestReadings } from './queries/newest-readings.ts';
import { peakHours } from './queries/peak-hours.ts';
import { readings } from './queries/readings.ts';
import { stats } from './queries/stats.ts';
import { totals } from './queries/totals.ts';
import { makePartitions } from './schema/partitions.ts';
import { existingUsers, findByExternalId, getUser, identitiesOf, listUsers } from './users/find-users.ts';
import { putUsers } from './users/put-users.ts';
import { storedReadings } from './writes/stored-readings.ts';
import { beginWrite } from './writes/write-session.ts';

/** The port over a database whose schema is current. */
export class PostgresEngine implements Engine {
  readonly name = 'postgresql';
  readonly capabilities;
  readonly #connections: Connections;
  readonly #onWarning: (message: string) => void;
  /** Months known to have partitions: looked up once, not with each write. */
  readonly #months = new Set<number>();

  constructor(connections: Connections, onWarning: (message: string) => void) {
    this.#connections = connections;
    this.capabilities = {
      concurrentWrites: concurrentWrites(connections.limit),
      checksCommits: true as const,
      hasOtherWriters: true as const,
    };
    this.#onWarning = onWarning;
  }

  putUsers(users: readonly User[], existing: ExistingUsers) {
    return putUsers(this.#connections, users, existing);
  }

  getUser(id: number) {
    return getUser(this.#connections, id);
  }

  listUsers(afterId: number, limit: number) {
    return listUsers(this.#connections, afterId, limit);
  }

  existingUsers(ids: readonly number[]) {
    return existingUsers(this.#connections, ids);
  }

  findByExternalId(externalIds: readonly string[]) {
    return findByExternalId(this.#connections, externalIds);
  }

  identitiesOf(ids: readonly number[]) {
    return identitiesOf(this.#connections, ids);
  }

  deleteUsers(ids: readonly number[]) {
    return deleteUsers(this.#connections, ids);
  }

  async beginWrite(mode: WriteMode) {
    return beginWrite(
      {
        connections: this.#connections,
        ensurePartitions: (months) => this.#ensurePartitions(months),
        onWarning: this.#onWarning,
      },
      mode,
    );
  }

  storedReadings(keys: ReadingKeys) {
    return this.#connections.transaction((session) => storedReadings(session, keys), { idempotent: true, byKey: true });
  }

  deleteReadings(userIds: readonly number[] | 'all', window: Window) {
    return deleteReadings(this.#connections, userIds, window);
  }

  dropBefore(instant: number) {
    return dropBefore(this.#connections, instant);
  }

  cohort(query: CohortQuery) {
    return cohort(this.#connections, query);
  }

  peakHours(query: PeakHoursQuery) {
    return peakHours(this.#connections, query);
  }

  totals(userId: number, covering: Covering, level: Level) {
    return totals(this.#connections, userId, covering, level);
  }

  fineTotals(userId: number, window: Window, sizeMs: number) {
    return fineTotals(this.#connections, userId, window, sizeMs);
  }

  heartRates(query: HeartRatesQuery) {
    return heartRates(this.#connections, query);
  }

  readings(userId: number, window: Window, limit: number) {
    return readings(this.#connections, userId, window, limit);
  }

  newestReadings(userIds: readonly number[]) {
    return newestReadings(this.#connections, userIds);
  }

  stats() {
    return stats(this.#connections);
  }

  diagnose() {
    return diagnose(this.#connections);
  }

  verify(work: LongWork) {
    return verify(this.#connections, work);
  }

  repair(work: LongWork) {
    return repair(this.#connections, work);
  }

  poolUse() {
    return this.#connections.poolUse();
  }

  close() {
    return this.#connections.close();
  }

  async #ensurePartitions(months: Iterable<number>): Promise<void> {
    const missing = [...months].filter((month) => !this.#months.has(month));
    if (missing.length === 0) return;
    await makePartitions(this.#connections, missing);
    for (const month of missing) this.#months.add(month);
  }
}
