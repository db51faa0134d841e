import type { DeleteCounts } from '../../../engine/engine.ts';
import { LOCKS } from '../connections/advisory-locks.ts';
import type { Connections } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { lockUsers } from '../writes/lock-users.ts';

/**
 * Deletes users with everything that is theirs: one statement a table, in one transaction. A write to one of them that is
 * under way is waited for; one that comes later finds no user.
 */
export async function deleteUsers(connections: Connections, ids: readonly number[]): Promise<DeleteCounts> {
  return connections.transaction(async (session) => {
    await session.query('SELECT pg_advisory_xact_lock_shared($1, $2)', LOCKS.writers);
    const locked = await lockUsers(session, ids, 'delete');
    const counted = async (table: string, column: string): Promise<number> => {
      const { rowCount } = await session.client.query(`DELETE FROM ${table} WHERE ${column} = ANY ($1::bigint[])`, [
        arrayText(locked),
      ]);
      return rowCount ?? 0;
    };
    await counted('month_rollups', 'user_id');
    await counted('day_rollups', 'user_id');
    await counted('hour_rollups', 'user_id');
    const readings = await counted('heart_rates', 'user_id');
    return { users: await counted('users', 'id'), readings };
  });
}
