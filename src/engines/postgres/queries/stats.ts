import type { EngineStats } from '../../../engine/engine-stats.ts';
import type { Connections } from '../connections/connections.ts';
import { SCHEMA_VERSION } from '../schema/migrations/migrations.ts';
import { startOfDay } from '../statements/sql-fragments.ts';

/** Returns what the store holds, from totals where possible. */
export async function stats(connections: Connections): Promise<EngineStats> {
  const [row] = await connections.query(`
    SELECT current_setting('server_version'),
      (SELECT count(*) FROM users),
      (SELECT coalesce(sum(counts[13]), 0)::bigint FROM month_rollups),
      ${endOf('min')}, ${endOf('max')},
      (SELECT coalesce(sum(filled), 0) FROM hour_rollups),
      (SELECT coalesce(sum(filled), 0) FROM day_rollups),
      (SELECT coalesce(sum(filled), 0) FROM month_rollups),
      ${bytesOf('heart_rates')},
      ${bytesOf('hour_rollups')} + ${bytesOf('day_rollups')} + ${bytesOf('month_rollups')},
      ${bytesOf('users')}`);
  const [version, users, readings, first, last, hour, day, month, raw, rollups, people] = row!;
  return {
    engine: 'postgresql',
    engineVersion: String(version),
    schemaVersion: SCHEMA_VERSION,
    users: Number(users),
    readings: Number(readings),
    firstReading: first === null ? null : new Date(Number(first)),
    lastReading: last === null ? null : new Date(Number(last)),
    rollups: { hour: Number(hour), day: Number(day), month: Number(month) },
    bytes: {
      readings: Number(raw),
      rollups: Number(rollups),
      total: Number(raw) + Number(rollups) + Number(people),
    },
  };
}

/** The first or last instant: its day is the end of an index, and of that day each user's key is looked at. */
function endOf(end: 'min' | 'max'): string {
  return `(SELECT (date_part('epoch', ${end}(own.at)) * 1000)::bigint
    FROM hour_rollups d CROSS JOIN LATERAL (
      SELECT ${end}("timestamp") AS at FROM heart_rates h WHERE h.user_id = d.user_id
        AND "timestamp" >= ${startOfDay('d.day')} AND "timestamp" < ${startOfDay('d.day + 1')}
    ) AS own WHERE d.day = (SELECT ${end}(day) FROM hour_rollups))`;
}

function bytesOf(table: string): string {
  return `(SELECT coalesce(sum(pg_total_relation_size(relid)), 0)::bigint FROM pg_partition_tree('${table}'))`;
}
