import type { AdoptedReadings, AdoptedUsers } from '../../../store/adoption.ts';
import type { Connections, Session } from '../connections/connections.ts';

/** How far an adoption has come; kept in the table `pulsebase_adoption`, so that it can go on where it broke off. */
export interface Adoption {
  readonly users: AdoptedUsers | undefined;
  readonly readings: AdoptedReadings;
  /** `heart_rates.id` of the plain SQL schema up to which all readings are copied. */
  readonly lastId: number | undefined;
  readonly isDone: boolean;
}

const NOTHING: AdoptedReadings = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0, rejectedByReason: {} };

export async function startAdoption(session: Session): Promise<Adoption> {
  await session.client.query(`CREATE TABLE pulsebase_adoption (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    users jsonb,
    readings jsonb NOT NULL,
    last_id bigint,
    done boolean NOT NULL DEFAULT false
  )`);
  await session.query('INSERT INTO pulsebase_adoption (readings) VALUES ($1)', [NOTHING]);
  return { users: undefined, readings: NOTHING, lastId: undefined, isDone: false };
}

/** The adoption of this store, if there ever was one. */
export async function readAdoption(session: Session): Promise<Adoption | undefined> {
  const [found] = await session.query(`SELECT to_regclass('pulsebase_adoption') IS NOT NULL`);
  if (found![0] !== true) return undefined;
  const [row] = await session.query('SELECT users, readings, last_id, done FROM pulsebase_adoption');
  const [users, readings, lastId, isDone] = row!;
  return {
    users: users === null ? undefined : (users as AdoptedUsers),
    readings: readings as AdoptedReadings,
    lastId: lastId === null ? undefined : Number(lastId),
    isDone: isDone === true,
  };
}

export async function saveAdoption(connections: Connections, adoption: Adoption): Promise<void> {
  await connections.transaction(
    (session) =>
      session.query('UPDATE pulsebase_adoption SET users = $1, readings = $2, last_id = $3, done = $4', [
        adoption.users ?? null,
        adoption.readings,
        adoption.lastId ?? null,
        adoption.isDone,
      ]),
    { idempotent: true },
  );
}

/** The counts of earlier runs and of this one together. */
export function addCounts(a: AdoptedReadings, b: AdoptedReadings): AdoptedReadings {
  const reasons = new Set([...Object.keys(a.rejectedByReason), ...Object.keys(b.rejectedByReason)]);
  const byReason = (counts: AdoptedReadings) => new Map(Object.entries(counts.rejectedByReason));
  const [ofA, ofB] = [byReason(a), byReason(b)];
  return {
    read: a.read + b.read,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    rejected: a.rejected + b.rejected,
    rejectedByReason: Object.fromEntries(
      [...reasons].sort().map((reason) => [reason, (ofA.get(reason) ?? 0) + (ofB.get(reason) ?? 0)]),
    ),
  };
}
