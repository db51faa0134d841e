import type { CohortQuery, CohortTotal } from '../../../engine/engine.ts';
import { average } from '../../../model/average.ts';
import { LEVELS } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { Sum } from '../memtable/sum.ts';
import type { View } from '../memtable/view.ts';
import { bucketIdOf } from '../schema/bucket-id.ts';
import type { TotalColumns } from '../single-writer/total-columns.ts';
import type { CachedUser } from '../single-writer/user-cache.ts';
import { countDays } from './count-days.ts';

/** A cohort out of cached users, from the totals of everybody in memory: those of the parts, and what is recent. */
export async function keptCohort(
  totals: TotalColumns,
  { covering, genders, age, minHeartRate, minReadings, minDays }: CohortQuery,
  users: ReadonlyMap<number, CachedUser>,
  view: View,
): Promise<CohortTotal[]> {
  const columns = await totals.read(covering, view);
  const [counts, sums] = [new Float64Array(totals.width), new Float64Array(totals.width)];
  for (const column of columns) {
    for (let at = 0; at < column.counts.length; at += 1) {
      counts[at]! += column.counts[at]!;
      sums[at]! += column.sums[at]!;
    }
  }
  const tables = view.tables();
  const recent = recentTotals(tables, covering);
  const daysOf = minDays > 1 ? countDays(totals, columns, tables) : undefined;
  const ranked: { readonly total: CohortTotal; readonly average: number }[] = [];
  for (const [userId, user] of users) {
    if (genders !== undefined && !genders.includes(user.gender)) continue;
    if (age !== undefined && !isOlder(user, age)) continue;
    const [at, added] = [totals.indexOf(userId), recent.get(userId)];
    const count = (at === undefined ? 0 : counts[at]!) + (added?.count ?? 0);
    const sum = (at === undefined ? 0 : sums[at]!) + (added?.sum ?? 0);
    if (count < minReadings || (daysOf !== undefined && daysOf(userId) < minDays)) continue;
    const mean = average(sum, count);
    if (mean > minHeartRate) ranked.push({ total: { userId, count, sum }, average: mean });
  }
  ranked.sort((a, b) => b.average - a.average || a.total.userId - b.total.userId);
  return ranked.map(({ total }) => total);
}

function isOlder({ birthDate, age: years }: CachedUser, age: NonNullable<CohortQuery['age']>): boolean {
  return birthDate === 0 ? years >= 0 && years > age.olderThan : birthDate <= age.bornBy;
}

/** The totals of recent readings in a window, by user. */
function recentTotals(
  tables: readonly Memtable[],
  covering: Covering,
): ReadonlyMap<number, { readonly count: number; readonly sum: number }> {
  const totals = new Map<number, { count: number; sum: number }>();
  const add = ([userId, { count, sum }]: readonly [number, Sum]) => {
    const total = totals.get(userId);
    if (total === undefined) totals.set(userId, { count, sum });
    else {
      total.count += count;
      total.sum += sum;
    }
  };
  for (const table of tables) {
    if (table.length === 0) continue;
    for (const level of LEVELS) {
      for (const { from, to } of covering[level]) {
        for (let bucket = from; bucket < to; bucket += 1)
          table.sumsOf(bucketIdOf(level, bucket)).entries().forEach(add);
      }
    }
    for (const piece of covering.raw) table.sumsWithin(piece).forEach(add);
  }
  return totals;
}
