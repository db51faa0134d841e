import type { CohortQuery, CohortTotal } from '../../../engine/engine.ts';
import type { Connections } from '../connections/connections.ts';
import { pagePieces, ROLLUPS } from '../rollups/rollup-pages.ts';
import { Parameters } from '../statements/parameters.ts';
import { averageOf } from '../statements/sql-fragments.ts';
import { cutDaysOf, cutDayTotals, fullDayPieces } from './cut-days.ts';
import { bucketsInUse, pageCondition, pieceTotal } from './page-pieces.ts';
import { userConditions } from './user-conditions.ts';

/** Users above the threshold, by average descending, then id: one statement over the pieces of the covering. */
export async function cohort(connections: Connections, query: CohortQuery): Promise<CohortTotal[]> {
  const parameters = new Parameters();
  const text = cohortStatement(query, parameters);
  const [row] = await connections.query(text, parameters.values);
  const [userIds, counts, sums] = row!.map(numbersFrom) as [number[], number[], number[]];
  return userIds.map((userId, at) => ({ userId, count: counts[at]!, sum: sums[at]! }));
}

/** One row of three arrays: a thousand rows cost the driver more than all their digits. */
export function cohortStatement(query: CohortQuery, parameters: Parameters): string {
  const { covering, minHeartRate, minReadings, minDays } = query;
  const countsDays = minDays > 1;
  // A sorted array of ids is looked up in an index in one go, which a join would do user by user.
  const own = 'user_id = ANY ((SELECT ids FROM members)::bigint[])';
  const pieces = (['day', 'month'] as const).flatMap((level) =>
    covering[level].flatMap((range) =>
      pagePieces(level, range).map(
        (
          piece,
        ) => `SELECT user_id, ${pieceTotal('counts', piece, parameters)}, ${pieceTotal('sums', piece, parameters)},
            ${countsDays ? bucketsInUse(piece, parameters) : '0'}
          FROM ${ROLLUPS[level].table} WHERE ${own} AND ${pageCondition(level, piece, parameters)}`,
      ),
    ),
  );
  const cutDays = cutDaysOf(covering).map((cutDay, at) => {
    const name = `cut_day_${at}`;
    const ofDay = [`SELECT user_id, count, sum, 0 FROM ${name}`, ...fullDayPieces(name, cutDay, parameters)];
    if (countsDays) pieces.push(ofOneDay(ofDay));
    else pieces.push(...ofDay);
    return `${name} AS MATERIALIZED (${cutDayTotals(cutDay, own, parameters)})`;
  });
  const average = averageOf('sum', 'count');
  const conditionsOnDays = countsDays ? ` AND days >= ${parameters.add(minDays, 'integer')}` : '';
  const threshold = parameters.add(minHeartRate, 'double precision');
  return `
    WITH members AS MATERIALIZED (
      SELECT array_agg(id) AS ids FROM users ${userConditions(query, parameters)}
    )${cutDays.map((cutDay) => `, ${cutDay}`).join('')}
    SELECT array_agg(user_id)::text, array_agg(count)::text, array_agg(sum)::text FROM (
      SELECT user_id, count, sum FROM (
        SELECT user_id, sum(count)::bigint AS count, sum(sum)::bigint AS sum, sum(days) AS days
        FROM (${pieces.join('\n UNION ALL ')}) AS pieces (user_id, count, sum, days)
        GROUP BY user_id
      ) AS totals
      WHERE count >= ${parameters.add(minReadings, 'bigint')}${conditionsOnDays} AND ${average} > ${threshold}
      ORDER BY ${average} DESC, user_id
    ) AS answer`;
}

/** Pieces of one day as one, which counts the day once. */
function ofOneDay(pieces: readonly string[]): string {
  return `SELECT user_id, sum(count), sum(sum), (sum(count) > 0)::integer
    FROM (${pieces.join(' UNION ALL ')}) AS pieces (user_id, count, sum, days) GROUP BY user_id`;
}

/** Parses a PostgreSQL array; empty for no rows. */
function numbersFrom(text: unknown): number[] {
  return text === null ? [] : (JSON.parse(`[${String(text).slice(1, -1)}]`) as number[]);
}
