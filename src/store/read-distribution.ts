import type { Engine, HeartRateTotal } from '../engine/engine.ts';
import { ageRule } from '../model/age-rule.ts';
import { average } from '../model/average.ts';
import { covering } from '../window/covering.ts';
import type { Distribution, HeartRateZone } from './distribution.ts';
import type { requireDistributionQuery } from './require-distribution.ts';
import { requireUser } from './require-user.ts';
import { resolveUser } from './resolve-users.ts';

const MINUTE_MS = 60_000;
/** Thousandths of the hundredth percentile. */
const HUNDRED = 100_000;

/** How the heart rates of one user, or of a cohort, are distributed. */
export async function readDistribution(
  engine: () => Engine,
  query: ReturnType<typeof requireDistributionQuery>,
): Promise<Distribution> {
  const { window, user, minAge, genders, asOf, zones, percentiles, maxGapMs } = query;
  const userId = user === undefined ? undefined : await resolveUser(engine(), user);
  const age = minAge === undefined ? undefined : ageRule(minAge, asOf ?? window.to);
  const people = userId === undefined ? { genders, age } : { userId };
  const totals = [...(await engine().heartRates({ people, window, maxGapMs }))];
  totals.sort((a, b) => a.heartRate - b.heartRate);
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  if (userId !== undefined && count === 0) await requireUser(engine(), userId);
  const everybody = { covering: covering(window), minHeartRate: -1, minReadings: 1, minDays: 1 };
  const users =
    userId === undefined ? (await engine().cohort({ ...everybody, genders, age })).length : Math.min(count, 1);
  return { users, ...summaryOf(totals, percentiles), zones: zonesOf(totals, zones) };
}

/** @param totals By heart rate, ascending. */
function summaryOf(
  totals: readonly HeartRateTotal[],
  percentiles: readonly number[],
): Omit<Distribution, 'users' | 'zones'> {
  let [count, sum, ms] = [0, 0, 0];
  /** The heart rates of readings, and how many of these are at or below each. */
  const ranks: { readonly heartRate: number; readonly upTo: number }[] = [];
  for (const total of totals) {
    ms += total.standingMs;
    if (total.count === 0) continue;
    count += total.count;
    sum += total.count * total.heartRate;
    ranks.push({ heartRate: total.heartRate / 1000, upTo: count });
  }
  const atRank = (rank: number) => ranks.find(({ upTo }) => upTo >= rank)!.heartRate;
  const isEmpty = count === 0;
  return {
    count,
    minutes: ms / MINUTE_MS,
    average: isEmpty ? null : average(sum, count),
    min: isEmpty ? null : atRank(1),
    max: isEmpty ? null : atRank(count),
    percentiles: isEmpty
      ? []
      : percentiles.map((percentile) => ({
          percentile: percentile / 1000,
          heartRate: atRank(Math.ceil((percentile * count) / HUNDRED)),
        })),
  };
}

function zonesOf(totals: readonly HeartRateTotal[], limits: readonly number[]): HeartRateZone[] {
  return [undefined, ...limits].map((from, zone) => {
    const to = limits[zone];
    const within = totals.filter(({ heartRate }) => heartRate >= (from ?? 0) && (to === undefined || heartRate < to));
    return {
      from: from === undefined ? null : from / 1000,
      to: to === undefined ? null : to / 1000,
      count: within.reduce((sum, total) => sum + total.count, 0),
      minutes: within.reduce((sum, total) => sum + total.standingMs, 0) / MINUTE_MS,
    };
  });
}
