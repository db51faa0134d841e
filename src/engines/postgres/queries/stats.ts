import type { StoreStats } from '../../../store/store-stats.ts';
import type { Connections } from '../connections.ts';
import { SCHEMA_VERSION } from '../migrations/migrations.ts';

/** What the store holds, from the totals where they say it. */
export async function stats(connections: Connections): Promise<StoreStats> {
  const [row] = await connections.question(`
    SELECT current_setting('server_version'),
      (SELECT count(*) FROM users),
      (SELECT coalesce(sum(count), 0)::bigint FROM month_totals),
      ${endOf('min')}, ${endOf('max')},
      (SELECT count(*) FROM hour_totals),
      (SELECT count(*) FROM day_totals),
      (SELECT count(*) FROM month_totals),
      ${bytesOf('heart_rates')},
      ${bytesOf('hour_totals')} + ${bytesOf('day_totals')} + ${bytesOf('month_totals')},
      ${bytesOf('users')}`);
  const [version, users, readings, first, last, hour, day, month, raw, rollups, people] = row!;
  return {
    engine: 'postgresql',
    engineVersion: String(version),
    schemaVersion: SCHEMA_VERSION,
    users: Number(users),
    readings: Number(readings),
    firstReading: first === null ? null : Number(first),
    lastReading: last === null ? null : Number(last),
    rollups: { hour: Number(hour), day: Number(day), month: Number(month) },
    bytes: {
      readings: Number(raw),
      rollups: Number(rollups),
      total: Number(raw) + Number(rollups) + Number(people),
    },
    pendingWrites: 0,
  };
}

/** The first or last instant: the day is the end of an index, and of that day each user's key is looked at. */
function endOf(end: 'min' | 'max'): string {
  return `(SELECT (date_part('epoch', ${end}(own.at)) * 1000)::bigint
    FROM day_totals d CROSS JOIN LATERAL (
      SELECT ${end}("timestamp") AS at FROM heart_rates h WHERE h.user_id = d.user_id
        AND "timestamp" >= timestamptz 'epoch' + d.day * interval '24 hours'
        AND "timestamp" < timestamptz 'epoch' + (d.day + 1) * interval '24 hours'
    ) AS own WHERE d.day = (SELECT ${end}(day) FROM day_totals))`;
}

function bytesOf(table: string): string {
  return `(SELECT coalesce(sum(pg_total_relation_size(relid)), 0)::bigint FROM pg_partition_tree('${table}'))`;
}
