import { birthDateText } from '../../../model/age-rule.ts';
import type { CohortQuestion, CohortTotal } from '../../../store/engine.ts';
import { LEVELS } from '../../../window/bucket.ts';
import type { Connections } from '../connections.ts';
import { Parameters } from './parameters.ts';
import { averageOf, milli } from './sql-fragments.ts';

/** Users above the threshold, by average descending, then id: one statement over the pieces of the covering. */
export async function cohort(connections: Connections, question: CohortQuestion): Promise<CohortTotal[]> {
  const parameters = new Parameters();
  const text = cohortStatement(question, parameters);
  const rows = await connections.question(text, parameters.values);
  return rows.map(([userId, count, sum]) => ({ userId: Number(userId), count: Number(count), sum: Number(sum) }));
}

export function cohortStatement(
  { covering, genders, age, minHeartRate }: CohortQuestion,
  parameters: Parameters,
): string {
  const conditions: string[] = [];
  if (genders !== undefined) conditions.push(`gender = ANY (${parameters.add(genders, 'text[]')})`);
  if (age !== undefined) {
    const bornBy = parameters.add(lastDateUpTo(age.bornBy), 'date');
    const olderThan = parameters.add(age.olderThan, 'double precision');
    conditions.push(`CASE WHEN birth_date IS NULL THEN age > ${olderThan} ELSE birth_date <= ${bornBy} END`);
  }
  const everybody = conditions.length === 0;
  // With nobody left out, the totals are read in the order of time alone.
  const members = everybody ? '' : 'user_id = ANY ((SELECT ids FROM members)::bigint[]) AND';
  const pieces = LEVELS.flatMap((level) =>
    covering[level].map(({ from, to }) => {
      const range = `${level} >= ${parameters.add(from, 'integer')} AND ${level} < ${parameters.add(to, 'integer')}`;
      return `SELECT user_id, count, sum FROM ${level}_totals WHERE ${members} ${range}`;
    }),
  );
  for (const { from, to } of covering.raw) {
    const range = `"timestamp" >= ${parameters.instant(from)} AND "timestamp" < ${parameters.instant(to)}`;
    pieces.push(`SELECT user_id, 1, ${milli('heart_rate', 'bigint')} FROM heart_rates WHERE
      user_id = ANY ((SELECT ${everybody ? 'array(SELECT id FROM users)' : 'ids FROM members'})::bigint[]) AND ${range}`);
  }
  const average = averageOf('sum', 'count');
  const threshold = parameters.add(minHeartRate, 'double precision');
  return `
    WITH members AS MATERIALIZED (
      SELECT coalesce(array_agg(id), '{}') AS ids FROM users ${everybody ? '' : `WHERE ${conditions.join(' AND ')}`}
    )
    SELECT user_id, count, sum FROM (
      SELECT user_id, sum(count)::bigint AS count, sum(sum)::bigint AS sum
      FROM (${pieces.join('\n UNION ALL ')}) AS pieces (user_id, count, sum)
      GROUP BY user_id
    ) AS totals
    WHERE ${average} > ${threshold}
    ORDER BY ${average} DESC, user_id`;
}

/** The last date at or before the digits yyyymmdd, which may name a day or a year that does not exist. */
function lastDateUpTo(number: number): string {
  const year = Math.floor(number / 10_000);
  if (year < 1) return '-infinity';
  if (year > 9999) return 'infinity';
  // 29 February is the only day that an age rule can name in a year without it.
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (number % 10_000 === 229 && !isLeapYear) return birthDateText(number - 1);
  return birthDateText(number);
}
