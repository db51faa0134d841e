import type { DeleteCounts } from '../../../engine/engine.ts';
import type { Connections } from '../connections/connections.ts';
import { lockUsers } from '../rollups/lock-users.ts';
import { arrayText } from '../statements/array-text.ts';

/**
 * Deletes users with all their data: one statement per table, in one transaction. It waits for running writes to them; later
 * writes find no user.
 */
export async function deleteUsers(connections: Connections, ids: readonly number[]): Promise<DeleteCounts> {
  return connections.transaction(async (session) => {
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
