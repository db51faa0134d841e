import type { Gender } from '../../src/model/user.ts';
import type { Distribution } from '../../src/store/store.ts';
import { add, average } from './total.ts';

export interface ReferenceDistribution {
  /** Unix ms, both ends inclusive. */
  readonly from: number;
  readonly to: number;
  /** One user, or everybody whom the rest is true of. */
  readonly userId?: number | undefined;
  readonly minAge?: number | undefined;
  readonly genders?: readonly Gender[] | undefined;
  readonly asOf?: number | undefined;
  /** Thousandths of a bpm. */
  readonly zones: readonly number[];
  /** Thousandths of a percentile. */
  readonly percentiles: readonly number[];
  readonly maxGapMinutes: number;
}

/** How readings are distributed. @param people Those of each, in order of time, up to the end of the period. */
export function referenceDistribution(
  people: readonly (readonly [ms: number, milli: number][])[],
  { from, to, zones, percentiles, maxGapMinutes }: ReferenceDistribution,
): Distribution {
  const values: number[] = [];
  /** For how many ms a reading stands, by its heart rate. */
  const standing = new Map<number, bigint>();
  for (const all of people) {
    for (const [at, [ms, milli]] of all.entries()) {
      if (ms >= from) values.push(milli);
      const next = all[at + 1]?.[0] ?? Number.POSITIVE_INFINITY;
      // From its own instant on, to the last ms before the next one, within the gap and the window.
      const first = Math.max(ms, from);
      const last = Math.min(next - 1, ms + maxGapMinutes * 60_000 - 1, to);
      if (last >= first) standing.set(milli, (standing.get(milli) ?? 0n) + BigInt(last - first + 1));
    }
  }
  values.sort((a, b) => a - b);
  const total = { count: 0, sum: 0n };
  for (const milli of values) add(total, milli);
  const minutesOf = (isWithin: (milli: number) => boolean) =>
    Number([...standing].reduce((sum, [milli, ms]) => (isWithin(milli) ? sum + ms : sum), 0n)) / 60_000;
  const isEmpty = values.length === 0;
  const nearestRank = (percentile: number) => {
    const rank = (BigInt(percentile) * BigInt(values.length) + 99_999n) / 100_000n;
    return { percentile: percentile / 1000, heartRate: values[Number(rank) - 1]! / 1000 };
  };
  return {
    users: people.filter((all) => all.some(([ms]) => ms >= from)).length,
    count: values.length,
    minutes: minutesOf(() => true),
    average: isEmpty ? null : average(total),
    min: isEmpty ? null : values[0]! / 1000,
    max: isEmpty ? null : values.at(-1)! / 1000,
    percentiles: isEmpty ? [] : percentiles.map(nearestRank),
    zones: [...zones, null].map((end, at) => {
      const start = zones[at - 1] ?? null;
      const isWithin = (milli: number) => (start === null || milli >= start) && (end === null || milli < end);
      return {
        from: start === null ? null : start / 1000,
        to: end === null ? null : end / 1000,
        count: values.filter(isWithin).length,
        minutes: minutesOf(isWithin),
      };
    }),
  };
}
