import type { Connections } from '../connections/connections.ts';
import { Parameters } from '../statements/parameters.ts';
import { startOfDay } from '../statements/sql-fragments.ts';

/** By user, the instant of the newest reading (Unix ms); those without readings are missing. Two looks into indexes a user. */
export async function newestReadings(
  connections: Connections,
  userIds: readonly number[],
): Promise<Map<number, number>> {
  if (userIds.length === 0) return new Map();
  const parameters = new Parameters();
  const rows = await connections.query(
    `SELECT u.id, (date_part('epoch', own.at) * 1000)::bigint
     FROM unnest(${parameters.add(userIds, 'bigint[]')}) AS u (id)
     CROSS JOIN LATERAL (
       SELECT day FROM hour_rollups WHERE user_id = u.id AND filled > 0 ORDER BY day DESC LIMIT 1
     ) AS d
     CROSS JOIN LATERAL (
       SELECT max("timestamp") AS at FROM heart_rates
       WHERE user_id = u.id AND "timestamp" >= ${startOfDay('d.day')} AND "timestamp" < ${startOfDay('d.day + 1')}
     ) AS own
     WHERE own.at IS NOT NULL`,
    parameters.values,
  );
  return new Map(rows.map(([id, at]) => [Number(id), Number(at)]));
}
