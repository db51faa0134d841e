import type { DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import { bucketOf, bucketStart } from '../../../window/bucket.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';

/** Rows of one user in one month, from row `from` to before `to`. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Cuts readings in the order of users into the stretches of one user and month. */
export function runsOf({ length, userIds, timestamps }: DistinctReadings): Run[] {
  const runs: Run[] = [];
  let from = 0;
  let end = length === 0 ? 0 : monthEnd(timestamps[0]!);
  for (let at = 1; at < length; at += 1) {
    if (userIds[at] === userIds[at - 1] && timestamps[at]! < end) continue;
    runs.push({ from, to: at });
    from = at;
    end = monthEnd(timestamps[at]!);
  }
  if (length > 0) runs.push({ from, to: length });
  return runs;
}

/**
 * Tells runs between whose first and last instant the store holds nothing of the user, so that every row is new, from the
 * others. The users must be locked.
 */
export async function splitRuns(
  session: Session,
  { userIds, timestamps }: DistinctReadings,
  runs: readonly Run[],
): Promise<{ fresh: Run[]; held: Run[] }> {
  const firsts = Float64Array.from(runs, ({ from }) => timestamps[from]!);
  const lasts = Float64Array.from(runs, ({ to }) => timestamps[to - 1]!);
  const rows = await session.query(
    `SELECT at FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS r (user_id, first, last, at)
     WHERE (
       SELECT true FROM heart_rates h WHERE h.user_id = r.user_id
         AND h."timestamp" >= timestamptz 'epoch' + first * interval '1 millisecond'
         AND h."timestamp" <= timestamptz 'epoch' + last * interval '1 millisecond'
         AND h."timestamp" BETWEEN $4::timestamptz AND $5::timestamptz
       LIMIT 1
     )`,
    [
      arrayText(Float64Array.from(runs, ({ from }) => userIds[from]!)),
      arrayText(firsts),
      arrayText(lasts),
      new Date(firsts.reduce((a, b) => Math.min(a, b))).toISOString(),
      new Date(lasts.reduce((a, b) => Math.max(a, b))).toISOString(),
    ],
  );
  const held = new Set(rows.map(([at]) => Number(at) - 1));
  return { fresh: runs.filter((_, at) => !held.has(at)), held: runs.filter((_, at) => held.has(at)) };
}

function monthEnd(timestamp: number): number {
  return bucketStart('month', bucketOf('month', timestamp) + 1);
}
