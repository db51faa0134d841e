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
import { deleteReadings } from './deletes/delete-readings.ts';
import { deleteUsers } from './deletes/delete-users.ts';
import { dropBefore } from './deletes/drop-before.ts';
import { Reader } from './journal/reader.ts';
import type { Writer } from './journal/writer.ts';
import { cohort } from './queries/cohort.ts';
import { fineTotals } from './queries/fine-totals.ts';
import { heartRates } from './queries/heart-rates.ts';
import { newestReadings } from './queries/newest-readings.ts';
import { peakHours } from './queries/peak-hours.ts';
import { readings } from './queries/readings.ts';
import { scan } from './queries/scan.ts';
import { scanParquet } from './queries/scan-parquet.ts';
import { stats } from './queries/stats.ts';
import { totals } from './queries/totals.ts';
import type { KnownDamage } from './statements/known-damage.ts';
import { existingUsers, findByExternalId, getUser, identitiesOf, listUsers } from './users/find-users.ts';
import { putUsers } from './users/put-users.ts';
import { readStoredReadings } from './writes/stored-readings.ts';
import { beginWrite } from './writes/write-session.ts';

/** The port over ClickHouse tables whose schema is current. */
export class ClickhouseEngine implements Engine {
  readonly name: string;
  readonly capabilities;
  readonly #reader: Reader;
  readonly #writer: Writer;
  readonly #damage: KnownDamage;

  constructor(name: string, writer: Writer, damage: KnownDamage) {
    this.name = name;
    this.#reader = new Reader(writer, damage);
    this.capabilities = { concurrentWrites: 1, ...(writer.cache.isComplete ? {} : { hasOtherWriters: true as const }) };
    this.#writer = writer;
    this.#damage = damage;
  }

  putUsers(users: readonly User[], existing: ExistingUsers) {
    return putUsers(this.#writer, users, existing);
  }

  getUser(id: number) {
    return getUser(this.#reader, id);
  }

  listUsers(afterId: number, limit: number) {
    return listUsers(this.#reader, afterId, limit);
  }

  existingUsers(ids: readonly number[]) {
    return existingUsers(this.#writer, ids);
  }

  findByExternalId(externalIds: readonly string[]) {
    return findByExternalId(this.#reader, externalIds);
  }

  identitiesOf(ids: readonly number[]) {
    return identitiesOf(this.#reader, ids);
  }

  deleteUsers(ids: readonly number[]) {
    return deleteUsers(this.#writer, ids);
  }

  async beginWrite(mode: WriteMode) {
    return beginWrite(this.#writer, mode);
  }

  storedReadings(keys: ReadingKeys) {
    return readStoredReadings(this.#reader, this.#writer, keys);
  }

  deleteReadings(userIds: readonly number[] | 'all', window: Window) {
    return deleteReadings(this.#writer, userIds, window);
  }

  dropBefore(instant: number) {
    return dropBefore(this.#writer, instant);
  }

  cohort(query: CohortQuery) {
    return cohort(this.#reader, query);
  }

  peakHours(query: PeakHoursQuery) {
    return peakHours(this.#reader, query);
  }

  totals(userId: number, covering: Covering, level: Level) {
    return totals(this.#reader, userId, covering, level);
  }

  fineTotals(userId: number, window: Window, sizeMs: number) {
    return fineTotals(this.#reader, userId, window, sizeMs);
  }

  heartRates(query: HeartRatesQuery) {
    return heartRates(this.#reader, query);
  }

  readings(userId: number, window: Window, limit: number) {
    return readings(this.#reader, userId, window, limit);
  }

  scan(window: Window) {
    return scan(this.#reader, window);
  }

  get scanParquet() {
    if (!this.#reader.executor.topology.writesParquet) return undefined;
    return (window: Window) => scanParquet(this.#reader, window);
  }

  newestReadings(userIds: readonly number[]) {
    return newestReadings(this.#reader, userIds);
  }

  stats() {
    return stats(this.#reader, this.name, this.#writer.leftOver.length);
  }

  diagnose() {
    return diagnose(this.#writer.executor, this.#damage);
  }

  verify(work: LongWork) {
    return verify(this.#writer, this.#damage, work);
  }

  repair(work: LongWork) {
    return repair(this.#writer, this.#damage, work);
  }

  logUse() {
    return this.#writer.recent.use;
  }

  poolUse() {
    return this.#writer.executor.poolUse();
  }

  close() {
    return this.#writer.close();
  }
}
