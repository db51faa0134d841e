import type { EngineStats } from '../../../engine/engine-stats.ts';
import type { Reader } from '../journal/reader.ts';
import { bucketIdOf, END_HOUR_ID } from '../schema/bucket-id.ts';
import type { Executor } from '../statements/executor.ts';
import { queryObjects } from '../statements/query-objects.ts';

/** Counts come from the roll-ups and from the engine's metadata: only the first and the last reading are read. */
export function stats(reader: Reader, engine: string, pendingWrites: number): Promise<EngineStats> {
  return reader.answerOfParts([], () => readStats(reader.executor, engine, pendingWrites));
}

async function readStats(executor: Executor, engine: string, pendingWrites: number): Promise<EngineStats> {
  const totals = queryObjects(
    executor,
    `SELECT version() AS version,
      (SELECT max(number) FROM pulsebase.migrations) AS migration,
      (SELECT count() FROM pulsebase.users FINAL) AS users,
      (SELECT sum(readings) FROM pulsebase.rollups FINAL WHERE slot >= ${bucketIdOf('month', 0)}) AS readings,
      (SELECT min(ts) FROM pulsebase.readings) AS first, (SELECT max(ts) FROM pulsebase.readings) AS last`,
  );
  const counts = queryObjects(
    executor,
    `SELECT intDiv(slot, ${END_HOUR_ID}) AS level, count() AS buckets FROM pulsebase.rollups FINAL WHERE readings > 0 GROUP BY level
    SETTINGS max_threads = 1`,
  );
  const sizes = queryObjects(
    executor,
    `SELECT table, sum(bytes_on_disk) AS bytes FROM (${executor.topology.parts}) GROUP BY table`,
  );
  const [[row = {}], levels, tables] = await Promise.all([totals, counts, sizes]);
  const buckets = new Map(levels.map(({ level, buckets: count }) => [Number(level), Number(count)]));
  const bytes = new Map(tables.map(({ table, bytes: size }) => [String(table), Number(size)]));
  const readings = Number(row.readings);
  return {
    engine,
    engineVersion: String(row.version),
    schemaVersion: Number(row.migration),
    users: Number(row.users),
    readings,
    firstReading: readings === 0 ? null : new Date(Number(row.first)),
    lastReading: readings === 0 ? null : new Date(Number(row.last)),
    rollups: { hour: buckets.get(0) ?? 0, day: buckets.get(1) ?? 0, month: buckets.get(2) ?? 0 },
    bytes: {
      readings: bytes.get('readings') ?? 0,
      rollups: (bytes.get('rollups') ?? 0) + (bytes.get('hours_by_user') ?? 0),
      total: [...bytes.values()].reduce((sum, size) => sum + size, 0),
    },
    pendingWrites,
  };
}
