import { bucketOf, bucketStart, DAY_MS, HOUR_MS } from '../../../window/bucket.ts';
import type { Covering, Range } from '../../../window/covering.ts';
import type { PagePiece } from '../rollups/rollup-pages.ts';
import type { Parameters } from '../statements/parameters.ts';
import { milli } from '../statements/sql-fragments.ts';
import { pieceTotal } from './page-pieces.ts';

/** The part of a day within a window. */
export interface CutDay {
  readonly day: number;
  /** Milliseconds of the day, from `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  /** The whole hours of that part, as indexes in the day's page. */
  readonly hours: PagePiece | undefined;
  /** The rest besides the whole hours, in Unix milliseconds. */
  readonly raw: readonly Range[];
}

/** The hours and raw pieces of a covering by day: the days that the window cuts, at most two. */
export function cutDaysOf({ hour, raw }: Covering): CutDay[] {
  const hours = hour.map(({ from, to }) => ({ from: from * HOUR_MS, to: to * HOUR_MS }));
  const days = new Set([...hours, ...raw].flatMap(({ from, to }) => [bucketOf('day', from), bucketOf('day', to - 1)]));
  return [...days]
    .sort((a, b) => a - b)
    .map((day) => {
      const wholeHours = within(hours, day);
      const rest = within(raw, day);
      const start = bucketStart('day', day);
      const parts = [...wholeHours, ...rest];
      const [stretch] = wholeHours;
      return {
        day,
        from: Math.min(...parts.map(({ from }) => from)) - start,
        to: Math.max(...parts.map(({ to }) => to)) - start,
        hours: stretch && {
          first: day,
          last: day,
          from: (stretch.from - start) / HOUR_MS,
          to: (stretch.to - start) / HOUR_MS,
        },
        raw: rest,
      };
    });
}

function within(ranges: readonly Range[], day: number): Range[] {
  const [start, end] = [bucketStart('day', day), bucketStart('day', day + 1)];
  return ranges
    .map(({ from, to }) => ({ from: Math.max(from, start), to: Math.min(to, end) }))
    .filter(({ from, to }) => from < to);
}

/** The totals of a cut day from its page alone; for days too full for that, those of the whole hours. */
export function cutDayTotals(cutDay: CutDay, own: string, parameters: Parameters): string {
  const { day, hours } = cutDay;
  const total = (column: 'counts' | 'sums') => (hours === undefined ? '0' : pieceTotal(column, hours, parameters));
  const before = cutDay.from === 0 ? '0' : momentsBefore(cutDay.from, parameters);
  const upTo = cutDay.to === DAY_MS ? 'cardinality(moments)' : momentsBefore(cutDay.to, parameters);
  return `
    SELECT user_id, moments IS NULL AS is_full,
      CASE WHEN moments IS NULL THEN ${total('counts')} ELSE ${upTo} - ${before} END AS count,
      CASE WHEN moments IS NULL THEN ${total('sums')}
        ELSE moment_sums[${upTo} + 1] - moment_sums[${before} + 1] END AS sum
    FROM hour_rollups WHERE ${own} AND day = ${parameters.add(day, 'integer')}`;
}

/** How many readings of a day came before a moment: how many of the ascending moments are at most the one before it. */
function momentsBefore(moment: number, parameters: Parameters): string {
  return `width_bucket(${parameters.add(moment - 1, 'integer')}, moments)`;
}

/** The rest besides the whole hours, for users whose day is full, from their raw readings. */
export function fullDayPieces(cutDay: string, { raw }: CutDay, parameters: Parameters): string[] {
  return raw.map(
    ({ from, to }) => `SELECT user_id, count(*), ${milli('sum(heart_rate)', 'bigint')}, 0 FROM heart_rates
      WHERE user_id = ANY (ARRAY(SELECT user_id FROM ${cutDay} WHERE is_full))
        AND "timestamp" >= ${parameters.instant(from)} AND "timestamp" < ${parameters.instant(to)} GROUP BY user_id`,
  );
}
