import type { ReadingKeys, StoredReadings } from '../../../engine/engine.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { milli } from '../statements/sql-fragments.ts';
import { findStoredRuns } from './find-stored-runs.ts';
import { runsOf } from './runs.ts';

/** Below this, asking for which users and months anything is stored costs more than looking up all keys. */
const SMALL = 1000;

/** What is stored under these keys. The users must be locked where the answer has to hold until something is written. */
export async function storedReadings(session: Session, keys: ReadingKeys): Promise<StoredReadings> {
  const { userIds, timestamps } = keys.length < SMALL ? keys : await keysOfStoredRuns(session, keys);
  if (userIds.length === 0) return new Map();
  const from = timestamps.reduce((a, b) => Math.min(a, b));
  const to = timestamps.reduce((a, b) => Math.max(a, b));
  // By key, row by row, as in `mergeReadings` and for the same reasons.
  const rows = await session.query(
    `SELECT i.user_id, i.ms, ${milli('h.heart_rate', 'integer')}
     FROM (
       SELECT user_id, ms, timestamptz 'epoch' + ms * interval '1 millisecond' AS "timestamp"
       FROM unnest($1::bigint[], $2::bigint[]) AS u (user_id, ms)
     ) AS i
     JOIN LATERAL (
       SELECT h.heart_rate FROM heart_rates h
       WHERE h.user_id = i.user_id AND h."timestamp" = i."timestamp"
         AND h."timestamp" BETWEEN $3::timestamptz AND $4::timestamptz
       LIMIT 1
     ) AS h ON true`,
    [arrayText(userIds), arrayText(timestamps), new Date(from).toISOString(), new Date(to).toISOString()],
  );
  const stored = new Map<number, Map<number, number>>();
  for (const [userId, ms, heartRate] of rows) {
    const ofUser = stored.get(Number(userId)) ?? new Map<number, number>();
    stored.set(Number(userId), ofUser.set(Number(ms), Number(heartRate)));
  }
  return stored;
}

async function keysOfStoredRuns(
  session: Session,
  keys: ReadingKeys,
): Promise<Pick<ReadingKeys, 'userIds' | 'timestamps'>> {
  const runs = [...(await findStoredRuns(session, keys, runsOf(keys)))];
  const pick = (column: Float64Array) =>
    Float64Array.from(runs.flatMap(({ from, to }) => [...column.subarray(from, to)]));
  return { userIds: pick(keys.userIds), timestamps: pick(keys.timestamps) };
}
