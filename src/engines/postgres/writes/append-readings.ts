import { DAY_MS, HOUR_MS } from '../../../window/bucket.ts';
import type { Session } from '../connections/connections.ts';
import { MAX_INTEGER, MAX_MOMENTS } from '../rollups/day-moments.ts';
import { pageOf } from '../rollups/rollup-pages.ts';
import { arrayText } from '../statements/array-text.ts';
import type { Readings, Run } from './runs.ts';

/** The users whose readings were written, and of these the users whose pages are current up to the months of the year. */
export interface AppendedUsers {
  readonly written: ReadonlySet<number>;
  readonly current: ReadonlySet<number>;
}

/** Of runs in order those that may be appended: each lies in one hour, fits a day's row, and is all that its user has. */
export function appendableRuns({ userIds, timestamps }: Readings, runs: readonly Run[]): Run[] {
  const userOf = (run: Run | undefined) => (run === undefined ? undefined : userIds[run.from]);
  const hourOf = (row: number) => Math.floor(timestamps[row]! / HOUR_MS);
  return runs.filter(
    (run, index) =>
      run.to - run.from <= MAX_MOMENTS &&
      hourOf(run.from) === hourOf(run.to - 1) &&
      userOf(runs[index - 1]) !== userOf(run) &&
      userOf(runs[index + 1]) !== userOf(run),
  );
}

/**
 * Writes readings, of each user those of one hour, together with their users' pages, where nothing of the day comes after
 * them: what a device sends that is measuring. Users of whom this cannot be done are left out: no row yet, later readings, a
 * day that is too full.
 */
export async function appendReadings(session: Session, readings: Readings): Promise<AppendedUsers> {
  const [row] = await session.query(APPEND_READINGS, appendValues(readings));
  const [written, current] = row!.map((ids) => new Set(ids === null ? [] : String(ids).split(',').map(Number)));
  return { written: written!, current: current! };
}

/** The values of {@link APPEND_READINGS}: the readings, and the pages that they lie in. */
export function appendValues({ userIds, timestamps, last }: Readings): string[] {
  const days = new Set<number>();
  for (const timestamp of timestamps) days.add(Math.floor(timestamp / DAY_MS));
  const months = new Set(Array.from(days, (day) => pageOf('day', day)));
  const years = new Set(Array.from(months, (month) => pageOf('month', month)));
  return [userIds, timestamps, last, [...days], [...months], [...years]].map(arrayText);
}

/**
 * All levels in one statement. A day's row has each of the day's readings, so that it says by itself that the readings are
 * new, and its hour is computed from all of them; what comes before the hour stays as it is, and what comes after it is empty.
 *
 * Each level's rows are found by an index from the lists of users and pages alone, and joined by a hash: statistics of a
 * month that has just begun are wrong, and would have each row compared with each reading. The users come by way of a
 * sub-select so that the planner does not look at each of them.
 *
 * Averages are one IEEE division of exact integers, as in src/model/average.ts.
 */
export const APPEND_READINGS = `
WITH readings AS MATERIALIZED (
  SELECT user_id, ms, milli_bpm,
    sum(milli_bpm) OVER (PARTITION BY user_id ORDER BY ms ROWS UNBOUNDED PRECEDING) AS running_sum
  FROM unnest($1::bigint[], $2::bigint[], $3::integer[]) AS readings (user_id, ms, milli_bpm)
),
added AS MATERIALIZED (
  SELECT user_id, day, hour, count, sum, min, max, moments, running_sums,
    date_part('year', date)::integer - 1970 AS year,
    date_part('month', date)::integer - 1 AS month_of_year,
    date_part('day', date)::integer - 1 AS day_of_month
  FROM (
    SELECT user_id, (min(ms) / ${DAY_MS})::integer AS day, (min(ms) % ${DAY_MS} / ${HOUR_MS})::integer AS hour,
      count(*)::integer AS count, sum(milli_bpm) AS sum, min(milli_bpm) AS min, max(milli_bpm) AS max,
      array_agg((ms % ${DAY_MS})::integer ORDER BY ms) AS moments, array_agg(running_sum ORDER BY ms) AS running_sums
    FROM readings GROUP BY user_id
  ) AS hours CROSS JOIN LATERAL (SELECT date '1970-01-01' + day) AS dates (date)
),
hours AS (
  UPDATE hour_rollups AS r SET
    filled = r.filled + (r.counts[hour + 2] = r.counts[hour + 1])::integer,
    min = least(r.min, a.min),
    max = greatest(r.max, a.max),
    -- The other hours are looked at only where the hour that changes was the highest and comes down.
    peak = CASE
      WHEN (r.sums[25] - r.sums[hour + 1] + a.sum)::double precision
        / (1000 * (r.counts[25] - r.counts[hour + 1] + a.count))::double precision >= r.peak
      THEN (r.sums[25] - r.sums[hour + 1] + a.sum)::double precision
        / (1000 * (r.counts[25] - r.counts[hour + 1] + a.count))::double precision
      WHEN (r.sums[25] - r.sums[hour + 1])::double precision
        / nullif(1000 * (r.counts[25] - r.counts[hour + 1]), 0)::double precision IS DISTINCT FROM r.peak
      THEN r.peak
      ELSE greatest(
        (r.sums[25] - r.sums[hour + 1] + a.sum)::double precision
          / (1000 * (r.counts[25] - r.counts[hour + 1] + a.count))::double precision,
        (
          SELECT max((r.sums[h + 2] - r.sums[h + 1])::double precision / (1000 * (r.counts[h + 2] - r.counts[h + 1]))::double precision)
          FROM generate_series(0, hour - 1) AS earlier (h) WHERE r.counts[h + 2] > r.counts[h + 1]
        )
      )
    END,
    counts = r.counts[1:hour + 1] || array_fill(r.counts[25] + a.count, ARRAY[24 - hour]),
    sums = r.sums[1:hour + 1] || array_fill(r.sums[25] + a.sum, ARRAY[24 - hour]),
    mins[hour + 1] = CASE WHEN r.counts[hour + 2] > r.counts[hour + 1] THEN least(r.mins[hour + 1], a.min) ELSE a.min END,
    maxs[hour + 1] = CASE WHEN r.counts[hour + 2] > r.counts[hour + 1] THEN greatest(r.maxs[hour + 1], a.max) ELSE a.max END,
    moments = r.moments || a.moments,
    moment_sums = r.moment_sums || ARRAY(
      SELECT (r.moment_sums[cardinality(r.moment_sums)] + running_sum)::integer FROM unnest(a.running_sums) AS running_sum
    )
  FROM added AS a
  WHERE r.user_id = a.user_id AND r.day = a.day
    AND r.user_id = ANY ((SELECT $1::bigint[])::bigint[]) AND r.day = ANY ($4::integer[])
    AND r.moments[cardinality(r.moments)] < a.moments[1]
    AND cardinality(r.moments) + a.count <= ${MAX_MOMENTS}
    AND least(r.min, a.min) >= 0 AND r.sums[25] + a.sum <= ${MAX_INTEGER}
  RETURNING r.user_id, r.counts[25] AS count, r.sums[25] AS sum, r.min, r.max, r.peak, year, month_of_year, day_of_month
),
written AS (
  INSERT INTO heart_rates (user_id, "timestamp", heart_rate)
  SELECT user_id, timestamptz 'epoch' + ms * interval '1 millisecond', milli_bpm * 0.001
  FROM readings JOIN hours USING (user_id)
),
days AS (
  UPDATE day_rollups AS r SET
    filled = r.filled + (r.counts[day_of_month + 2] = r.counts[day_of_month + 1])::integer,
    min = least(r.min, d.min),
    max = greatest(r.max, d.max),
    counts = r.counts[1:day_of_month + 1]
      || array_fill(r.counts[day_of_month + 1] + d.count, ARRAY[cardinality(r.mins) - day_of_month]),
    sums = r.sums[1:day_of_month + 1]
      || array_fill(r.sums[day_of_month + 1] + d.sum, ARRAY[cardinality(r.mins) - day_of_month]),
    mins[day_of_month + 1] = d.min,
    maxs[day_of_month + 1] = d.max,
    peaks[day_of_month + 1] = d.peak
  FROM hours AS d
  WHERE r.user_id = d.user_id AND r.month = d.year * 12 + d.month_of_year
    AND r.user_id = ANY ((SELECT $1::bigint[])::bigint[]) AND r.month = ANY ($5::integer[])
    AND r.counts[day_of_month + 2] = r.counts[cardinality(r.counts)]
  RETURNING r.user_id, r.counts[cardinality(r.counts)] AS count, r.sums[cardinality(r.sums)] AS sum, r.min, r.max,
    d.year, month_of_year
),
months AS (
  UPDATE month_rollups AS r SET
    filled = r.filled + (r.counts[month_of_year + 2] = r.counts[month_of_year + 1])::integer,
    min = least(r.min, m.min),
    max = greatest(r.max, m.max),
    counts = r.counts[1:month_of_year + 1] || array_fill(r.counts[month_of_year + 1] + m.count, ARRAY[12 - month_of_year]),
    sums = r.sums[1:month_of_year + 1] || array_fill(r.sums[month_of_year + 1] + m.sum, ARRAY[12 - month_of_year]),
    mins[month_of_year + 1] = m.min,
    maxs[month_of_year + 1] = m.max
  FROM days AS m
  WHERE r.user_id = m.user_id AND r.year = m.year
    AND r.user_id = ANY ((SELECT $1::bigint[])::bigint[]) AND r.year = ANY ($6::integer[])
    AND r.counts[month_of_year + 2] = r.counts[13]
  RETURNING r.user_id
)
SELECT (SELECT string_agg(user_id::text, ',') FROM hours), (SELECT string_agg(user_id::text, ',') FROM months)`;
