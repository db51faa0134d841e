import type { EngineOptions } from '../../../engine/engine-options.ts';
import type { StoreRules } from '../../../engine/store-rules.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import type { AdoptionReport, AdoptionWork } from '../../../store/adoption.ts';
import { ingestReadings } from '../../../store/ingest-readings.ts';
import { sumOfRowCounts } from '../../../store/sum-of-row-counts.ts';
import { connectionSettings } from '../connections/connection-settings.ts';
import type { Connections } from '../connections/connections.ts';
import { openConnections } from '../connections/open-connections.ts';
import { readPgEnvironment } from '../connections/read-pg-environment.ts';
import { PostgresEngine } from '../postgres-engine.ts';
import { type AdoptionRecord, saveAdoption } from '../schema/adoption-record.ts';
import { migrate } from '../schema/migrate.ts';
import { copyPlainUsers } from './copy-plain-users.ts';
import { plainReadingIds, plainReadings } from './plain-readings.ts';
import { renamePlainTables } from './rename-plain-tables.ts';

/**
 * Adopts a database of the plain SQL schema: its tables become `mission_users` and `mission_heart_rates` and stay as they
 * are; users and readings are copied into a Pulsebase store beside them. Readings that a store does not take are counted by
 * reason. An adoption that was stopped continues where it was when it is called again; once done, it does nothing more.
 *
 * @throws PulsebaseError `STORE_FOREIGN` where the tables are not the plain SQL schema's, `ABORTED`, and those of `openPostgres`.
 */
export async function adoptPlainSchema(
  url: string,
  options: EngineOptions & StoreRules,
  work: AdoptionWork = {},
): Promise<AdoptionReport> {
  const connections = await openConnections(connectionSettings(url, readPgEnvironment()), options);
  try {
    const record = await renamePlainTables(connections);
    // One that an older program began may have an older schema.
    await migrate(connections);
    const engine = new PostgresEngine(connections, options.onWarning);
    const users = record.users ?? (await copyPlainUsers(connections, engine));
    const withUsers = { ...record, users };
    const { readings } = record.isDone ? withUsers : await copyReadings(connections, engine, options, withUsers, work);
    return { users, readings };
  } finally {
    await connections.close();
  }
}

async function copyReadings(
  connections: Connections,
  engine: PostgresEngine,
  rules: StoreRules,
  before: AdoptionRecord,
  { signal, onProgress, onRejected }: AdoptionWork,
): Promise<AdoptionRecord> {
  const ids = await plainReadingIds(connections);
  let lastId = before.lastId;
  // Ids up to which the blocks reach that are under way, in order.
  const ends: number[] = [];
  let saving: Promise<void> = saveAdoption(connections, before);
  const source = async function* (): AsyncGenerator<ReadingBlock> {
    for await (const block of plainReadings(connections, before.lastId)) {
      ends.push(lastRowOf(block));
      yield block;
    }
  };
  const receipt = await ingestReadings(engine, rules, source(), {
    ...(signal === undefined ? {} : { signal }),
    ...(onRejected === undefined ? {} : { onRejected }),
    onProgress: (counts) => {
      lastId = ends.shift();
      // Saved after the block and not with it: at worst a block is copied again, which changes nothing.
      const reached = { ...before, readings: sumOfRowCounts(before.readings, counts), lastId };
      saving = saving.then(() => saveAdoption(connections, reached));
      saving.catch(() => {});
      if (lastId !== undefined && ids.last > ids.first) onProgress?.((lastId - ids.first) / (ids.last - ids.first));
    },
  }).finally(() => saving);
  const done = { ...before, readings: sumOfRowCounts(before.readings, receipt), lastId, isDone: true };
  await saveAdoption(connections, done);
  onProgress?.(1);
  return done;
}

function lastRowOf(block: ReadingBlock): number {
  const kept = block.length === 0 ? 0 : block.rows[block.length - 1]!;
  return Math.max(kept, block.rejected.at(-1)?.row ?? 0);
}
