import type { EngineOptions } from '../../../engine/engine-options.ts';
import type { StoreRules } from '../../../engine/store-rules.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import type { AdoptionReport, AdoptionWork } from '../../../store/adoption.ts';
import { ingestReadings } from '../../../store/ingest-readings.ts';
import { connectionSettings } from '../connections/connection-settings.ts';
import type { Connections } from '../connections/connections.ts';
import { openConnections } from '../connections/open-connections.ts';
import { readPgEnvironment } from '../connections/read-pg-environment.ts';
import { PostgresEngine } from '../postgres-engine.ts';
import { type Adoption, addCounts, saveAdoption } from './adoption-record.ts';
import { copyMissionUsers } from './copy-plain-users.ts';
import { missionIds, missionReadings } from './plain-readings.ts';
import { takeOverTables } from './plain-tables.ts';

/**
 * Takes over a database that the plain SQL schema made: its tables become `mission_users` and `mission_heart_rates` and
 * stay as they are; users and readings are copied into a Pulsebase store beside them. Readings that a store does not take
 * are counted by reason. What breaks off goes on where it was when it is called again; once done, it does nothing more.
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
    let adoption = await takeOverTables(connections);
    const engine = new PostgresEngine(connections, options.onWarning);
    const users = adoption.users ?? (await copyMissionUsers(connections, engine));
    adoption = { ...adoption, users };
    if (!adoption.isDone) adoption = await copyReadings(connections, engine, options, adoption, work);
    return { users, readings: adoption.readings };
  } finally {
    await connections.close();
  }
}

async function copyReadings(
  connections: Connections,
  engine: PostgresEngine,
  rules: StoreRules,
  adoption: Adoption,
  { signal, onProgress, onRejected }: AdoptionWork,
): Promise<Adoption> {
  const ids = await missionIds(connections);
  let reached = adoption;
  // Ids up to which the blocks reach that are under way, in order.
  const ends: number[] = [];
  let saving: Promise<void> = saveAdoption(connections, adoption);
  const source = async function* (): AsyncGenerator<ReadingBlock> {
    for await (const block of missionReadings(connections, adoption.lastId)) {
      ends.push(lastRowOf(block));
      yield block;
    }
  };
  const receipt = await ingestReadings(engine, rules, source(), {
    ...(signal === undefined ? {} : { signal }),
    ...(onRejected === undefined ? {} : { onRejected }),
    onProgress: (counts) => {
      const lastId = ends.shift();
      reached = { ...adoption, readings: addCounts(adoption.readings, counts), lastId };
      // Saved after the block and not with it: at worst a block is copied again, which changes nothing.
      const state = reached;
      saving = saving.then(() => saveAdoption(connections, state));
      saving.catch(() => {});
      if (lastId !== undefined && ids.last > ids.first) onProgress?.((lastId - ids.first) / (ids.last - ids.first));
    },
  }).finally(() => saving);
  const done = { ...reached, readings: addCounts(adoption.readings, receipt), isDone: true };
  await saveAdoption(connections, done);
  onProgress?.(1);
  return done;
}

function lastRowOf(block: ReadingBlock): number {
  const kept = block.length === 0 ? 0 : block.rows[block.length - 1]!;
  return Math.max(kept, block.rejected.at(-1)?.row ?? 0);
}
