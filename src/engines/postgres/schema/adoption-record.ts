import type { AdoptedUsers, AdoptionRecord } from '../../../engine/adoption.ts';
import { NO_ROW_COUNTS, type RowCounts } from '../../../engine/sum-of-row-counts.ts';
import type { Connections, Session } from '../connections/connections.ts';

/** Creates the table `pulsebase_adoption`, which holds the progress of an adoption of the plain SQL schema. */
export async function startAdoption(session: Session): Promise<AdoptionRecord> {
  await session.client.query(`CREATE TABLE pulsebase_adoption (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    users jsonb,
    readings jsonb NOT NULL,
    last_id bigint,
    done boolean NOT NULL DEFAULT false
  )`);
  await session.query('INSERT INTO pulsebase_adoption (readings) VALUES ($1)', [NO_ROW_COUNTS]);
  return { users: undefined, readings: NO_ROW_COUNTS, lastId: undefined, isDone: false };
}

/** Returns the record of this store's adoption, if there was one. */
export async function readAdoption(session: Session): Promise<AdoptionRecord | undefined> {
  const [found] = await session.query(`SELECT to_regclass('pulsebase_adoption') IS NOT NULL`);
  if (found![0] !== true) return undefined;
  const [row] = await session.query('SELECT users, readings, last_id, done FROM pulsebase_adoption');
  const [users, readings, lastId, isDone] = row!;
  return {
    users: users === null ? undefined : (users as AdoptedUsers),
    readings: readings as RowCounts,
    lastId: lastId === null ? undefined : Number(lastId),
    isDone: isDone === true,
  };
}

export async function saveAdoption(connections: Connections, record: AdoptionRecord): Promise<void> {
  await connections.transaction(
    (session) =>
      session.query('UPDATE pulsebase_adoption SET users = $1, readings = $2, last_id = $3, done = $4', [
        record.users ?? null,
        record.readings,
        record.lastId ?? null,
        record.isDone,
      ]),
    { idempotent: true },
  );
}
