import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { Parameters } from '../statements/parameters.ts';
import { averageOf } from '../statements/sql-fragments.ts';
import type { AddedReadings } from './added-readings.ts';
import { MAX_INTEGER, MAX_MOMENTS } from './build-pages.ts';

/** The users whose readings were written, and of these the users whose pages are current up to the months of the year. */
export interface AppendedUsers {
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
}

/**
 * Writes readings together with their users' pages, all levels in one statement, where nothing of the day comes after them:
 * what a device sends that is measuring. A day's row has each of the day's readings, so that it says by itself that the
 * readings are new, and its hour is computed from all of them; what comes before the hour stays as it is. Users of whom
 * this cannot be done are left out: no row yet, later readings, a day that is too full.
 */
export async function appendReadings(session: Session, added: AddedReadings): Promise<AppendedUsers> {
  const parameters = new Parameters();
  const text = appendStatement(added, parameters);
  const [row] = await session.query(text, parameters.values);
  const [hours, months] = row!.map((ids) => new Set(ids === null ? [] : String(ids).split(',').map(Number)));
  return { hours: hours!, months: months! };
}

/**
 * Each level's rows are found by an index from the lists of users and pages alone, and joined by a hash: statistics of a
 * month that has just begun are wrong, and would have each row compared with each reading. The users come by way of a CTE
 * so that the planner does not look at each of them.
 */
export function appendStatement(added: AddedReadings, parameters: Parameters): string {
  const { days, moments, runningSums } = added;
  const columns = [added.userIds, days, added.hours, added.months, added.daysOfMonth, added.years, added.monthsOfYear];
  const totals = [added.counts, added.sums, added.mins, added.maxs, added.starts, moments, runningSums];
  const readings = [added.readers, added.timestamps, added.values];
  for (const column of [...columns, ...totals, ...readings]) parameters.values.push(arrayText(column));
  const isAmong = (page: string, pages: readonly number[]) =>
    `r.user_id = ANY ((SELECT ids FROM users_added)::bigint[])
         AND r.${page} = ANY (${parameters.add(arrayText([...new Set(pages)]), 'integer[]')})`;
  return `WITH users_added AS MATERIALIZED (
       SELECT $1::bigint[] AS ids
     ), added AS MATERIALIZED (
       SELECT * FROM unnest(
         $1::bigint[], $2::integer[], $3::integer[], $4::integer[], $5::integer[], $6::integer[], $7::integer[],
         $8::integer[], $9::bigint[], $10::integer[], $11::integer[], $12::integer[]
       ) AS a (user_id, day, hour, month, day_slot, year, month_slot, count, sum, min, max, start)
     ), hours AS (
       UPDATE hour_rollups AS r SET ${appended('a', 'hour', '24', 'r.counts[25] + a.count', 'r.sums[25] + a.sum')},
         mins[hour + 1] = ${extreme('least', 'min')}, maxs[hour + 1] = ${extreme('greatest', 'max')},
         peak = ${PEAK},
         moments = r.moments || ($13::integer[])[start:start + count - 1],
         moment_sums = r.moment_sums || ARRAY(
           SELECT r.moment_sums[cardinality(r.moment_sums)] + s FROM unnest(($14::integer[])[start:start + count - 1]) AS s
         )
       FROM added AS a
       WHERE r.user_id = a.user_id AND r.day = a.day AND ${isAmong('day', days)}
         AND r.moments[cardinality(r.moments)] < ($13::integer[])[start]
         AND cardinality(r.moments) + a.count <= ${MAX_MOMENTS}
         AND least(r.min, a.min) >= 0 AND r.sums[25] + a.sum <= ${MAX_INTEGER}
       RETURNING r.user_id, r.counts[25] AS count, r.sums[25] AS sum, r.min, r.max, r.peak, month, day_slot, year, month_slot
     ), readings AS (
       INSERT INTO heart_rates (user_id, "timestamp", heart_rate)
       SELECT user_id, timestamptz 'epoch' + ms * interval '1 millisecond', value * 0.001
       FROM unnest($15::bigint[], $16::bigint[], $17::integer[]) AS n (user_id, ms, value) JOIN hours USING (user_id)
     ), days AS (
       UPDATE day_rollups AS r SET
         ${appended('b', 'day_slot', 'cardinality(r.mins)', 'r.counts[day_slot + 1] + b.count', 'r.sums[day_slot + 1] + b.sum')},
         mins[day_slot + 1] = b.min, maxs[day_slot + 1] = b.max, peaks[day_slot + 1] = b.peak
       FROM hours AS b
       WHERE r.user_id = b.user_id AND r.month = b.month AND ${isAmong('month', added.months)} AND ${isLast('day_slot')}
       RETURNING r.user_id, r.counts[cardinality(r.counts)] AS count, r.sums[cardinality(r.sums)] AS sum, r.min, r.max,
         year, month_slot
     ), months AS (
       UPDATE month_rollups AS r SET
         ${appended('b', 'month_slot', '12', 'r.counts[month_slot + 1] + b.count', 'r.sums[month_slot + 1] + b.sum')},
         mins[month_slot + 1] = b.min, maxs[month_slot + 1] = b.max
       FROM days AS b
       WHERE r.user_id = b.user_id AND r.year = b.year AND ${isAmong('year', added.years)} AND ${isLast('month_slot')}
       RETURNING r.user_id
     )
     SELECT (SELECT string_agg(user_id::text, ',') FROM hours), (SELECT string_agg(user_id::text, ',') FROM months)`;
}

/** The columns that all levels have, with a bucket `b` put at `slot` of a page of `size`; all later slots are empty. */
function appended(b: string, slot: string, size: string, count: string, sum: string): string {
  return `filled = r.filled + CASE WHEN r.counts[${slot} + 2] > r.counts[${slot} + 1] THEN 0 ELSE 1 END,
    min = least(r.min, ${b}.min), max = greatest(r.max, ${b}.max),
    counts = r.counts[1:${slot} + 1] || array_fill(${count}, ARRAY[${size} - ${slot}]),
    sums = r.sums[1:${slot} + 1] || array_fill(${sum}, ARRAY[${size} - ${slot}])`;
}

/** Nothing comes after the slot. */
function isLast(slot: string): string {
  return `r.counts[cardinality(r.counts)] = r.counts[${slot} + 2]`;
}

const IS_EMPTY = 'r.counts[hour + 2] = r.counts[hour + 1]';

/** The least or greatest reading of the hour. */
function extreme(of: 'least' | 'greatest', column: 'min' | 'max'): string {
  return `CASE WHEN ${IS_EMPTY} THEN a.${column} ELSE ${of}(r.${column}s[hour + 1], a.${column}) END`;
}

const NEW_AVERAGE = averageOf(
  '(r.sums[25] - r.sums[hour + 1] + a.sum)',
  '(r.counts[25] - r.counts[hour + 1] + a.count)',
);

/** The other hours are looked at only where the hour that changed was the highest. */
const PEAK = `CASE
  WHEN ${NEW_AVERAGE} >= r.peak THEN ${NEW_AVERAGE}
  WHEN ${IS_EMPTY} THEN r.peak
  WHEN ${averageOf('(r.sums[25] - r.sums[hour + 1])', '(r.counts[25] - r.counts[hour + 1])')} < r.peak THEN r.peak
  ELSE greatest(${NEW_AVERAGE}, (
    SELECT max(${averageOf('(r.sums[slot + 2] - r.sums[slot + 1])', '(r.counts[slot + 2] - r.counts[slot + 1])')})
    FROM generate_series(0, hour - 1) AS slots (slot) WHERE r.counts[slot + 2] > r.counts[slot + 1]
  )) END`;
