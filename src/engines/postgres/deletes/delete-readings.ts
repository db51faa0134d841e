import { bucketOf } from '../../../window/bucket.ts';
import type { Window } from '../../../window/window.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { lockAllUsers, lockUsers } from '../rollups/lock-users.ts';
import { rebuildPages } from '../rollups/rebuild-pages.ts';

/** Deletes readings of some users, or of all, in a window; one transaction. */
export function deleteReadings(
  connections: Connections,
  userIds: readonly number[] | 'all',
  window: Window,
): Promise<number> {
  return connections.transaction((session) => deleteWindow(session, userIds, window));
}

/** The same within a transaction. */
export async function deleteWindow(
  session: Session,
  userIds: readonly number[] | 'all',
  window: Window,
): Promise<number> {
  if (userIds === 'all') await lockAllUsers(session);
  else await lockUsers(session, userIds, 'write');
  const { rowCount } = await session.client.query(
    `DELETE FROM heart_rates WHERE "timestamp" BETWEEN $1::timestamptz AND $2::timestamptz
     ${userIds === 'all' ? '' : 'AND user_id = ANY ($3::bigint[])'}`,
    [new Date(window.from).toISOString(), new Date(window.to).toISOString(), ...(userIds === 'all' ? [] : [userIds])],
  );
  if (rowCount === null || rowCount === 0) return 0;
  const days = { first: bucketOf('day', window.from), last: bucketOf('day', window.to) };
  await rebuildPages(session, userIds, days, 'at the ends');
  return rowCount;
}
