import type { ReadingKeys } from '../../../engine/engine.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import type { Run } from './runs.ts';

/**
 * Returns the runs for which the store has readings of the user between their first and last instant; all rows of the others are
 * new. The users must be locked where that has to hold until something is written.
 */
export async function findStoredRuns(
  session: Session,
  { userIds, timestamps }: ReadingKeys,
  runs: readonly Run[],
): Promise<Set<Run>> {
  const firsts = runs.map(({ from }) => timestamps[from]!);
  const lasts = runs.map(({ to }) => timestamps[to - 1]!);
  const rows = await session.query(
    `SELECT number FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS runs (user_id, first, last, number)
     WHERE (
       SELECT true FROM heart_rates h WHERE h.user_id = runs.user_id
         AND h."timestamp" >= timestamptz 'epoch' + first * interval '1 millisecond'
         AND h."timestamp" <= timestamptz 'epoch' + last * interval '1 millisecond'
         AND h."timestamp" BETWEEN $4::timestamptz AND $5::timestamptz
       LIMIT 1
     )`,
    [
      arrayText(runs.map(({ from }) => userIds[from]!)),
      arrayText(firsts),
      arrayText(lasts),
      new Date(firsts.reduce((a, b) => Math.min(a, b))).toISOString(),
      new Date(lasts.reduce((a, b) => Math.max(a, b))).toISOString(),
    ],
  );
  return new Set(rows.map(([number]) => runs[Number(number) - 1]!));
}
