import { collapseDuplicates, type DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import type { PutCounts, WriteCounts, WriteMode, WriteSession } from '../../../engine/engine.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import { LOCKS } from '../connections/advisory-locks.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { stateOf } from '../postgres-error.ts';
import { addedReadings } from '../rollups/added-readings.ts';
import { appendReadings } from '../rollups/append-readings.ts';
import { refreshPages, type TouchedDays } from '../rollups/refresh-pages.ts';
import { makePartitionsWithin } from '../schema/partitions.ts';
import { copyReadings } from './copy-readings.ts';
import { distinctUsers } from './distinct-users.ts';
import { type Run, runsOf, splitRuns } from './fresh-runs.ts';
import { lockUsers } from './lock-users.ts';
import { mergeReadings } from './merge-readings.ts';
import { monthsOf } from './months-of.ts';
import { splitByUser } from './split-by-user.ts';
import { heldReadings } from './stored-readings.ts';
import { tidyUp } from './tidy-up.ts';

const NO_PARTITION = '23514';
const HELD_KEY = '23505';
/** Below this, looking for what is new costs more than writing row by row. */
const MIN_COPY_ROWS = 1000;
/** A block of a load is written in this many transactions at once: the server computes for longer than the loader does. */
const PARTS = 2;
const MIN_SPLIT_ROWS = 20_000;
const NOTHING: PutCounts = { inserted: 0, updated: 0, unchanged: 0 };

/** What a session needs of its engine. */
export interface WriteContext {
  readonly connections: Connections;
  /** Sees to it that the months have partitions. */
  ensurePartitions(months: Iterable<number>): Promise<void>;
  onWarning(message: string): void;
}

interface BlockOptions {
  readonly wanted: 'before' | undefined;
  /** Months whose partitions the transaction makes itself. */
  readonly missingMonths?: Iterable<number>;
  /** Whether the row of a day says which readings there are. */
  readonly trustRollups?: boolean;
}

/**
 * A batch is a transaction with its roll-ups. A block of a bulk is one or a few, for some users each; a bulk waits for the
 * disk once, at its end.
 */
export function beginWrite({ connections, ensurePartitions, onWarning }: WriteContext, mode: WriteMode): WriteSession {
  let written = 0;
  const touched = new Set<number>();
  return {
    async write(block, wanted) {
      const months = monthsOf(block.timestamps, block.length);
      await ensurePartitions(months);
      for (const month of months) touched.add(month);
      const options = { durable: mode === 'batch', idempotent: true, byKey: true };
      const writePart = (part: ReadingBlock, how: BlockOptions = { wanted }): Promise<WriteCounts> =>
        connections
          .transaction((session) => writeBlock(session, part, how), options)
          .catch((error: unknown) => {
            const state = error instanceof Error ? stateOf(error.cause) : undefined;
            // Somebody dropped a month between the look and the write. Made in the transaction itself, it stays.
            if (state === NO_PARTITION && how.missingMonths === undefined) {
              return writePart(part, { ...how, missingMonths: months });
            }
            // Somebody wrote readings by hand, of which the roll-ups know nothing.
            if (state === HELD_KEY && how.trustRollups !== false)
              return writePart(part, { ...how, trustRollups: false });
            throw error;
          });
      const parts =
        mode === 'batch' || block.length < MIN_SPLIT_ROWS
          ? [block]
          : splitByUser(block, Math.min(PARTS, connections.limit));
      const counts = addCounts(await allOf(parts.map((part) => writePart(part))));
      written += counts.inserted + counts.updated;
      return counts;
    },
    async finish() {
      if (mode === 'batch' || written === 0) return;
      // Its commit flushes the log up to here, and with it the commits of all blocks.
      await connections.transaction(
        (session) => session.query(`SELECT pg_logical_emit_message(true, 'pulsebase', '')`),
        { idempotent: true },
      );
      await tidyUp(connections, touched).catch((error: unknown) => onWarning(String(error)));
    },
  };
}

/** Waits for all, also when one fails: nothing may be under way once a write has settled. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

function addCounts(parts: readonly WriteCounts[]): WriteCounts {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const sum = (of: (counts: PutCounts) => number) => parts.reduce((total, counts) => total + of(counts), 0);
  return {
    inserted: sum(({ inserted }) => inserted),
    updated: sum(({ updated }) => updated),
    unchanged: sum(({ unchanged }) => unchanged),
    unknownUsers: new Set(parts.flatMap(({ unknownUsers }) => [...unknownUsers])),
    before: new Map(parts.flatMap(({ before }) => [...(before ?? [])])),
  };
}

async function writeBlock(
  session: Session,
  block: ReadingBlock,
  { wanted, missingMonths, trustRollups = true }: BlockOptions,
): Promise<WriteCounts> {
  await session.query('SELECT pg_advisory_xact_lock_shared($1, $2)', LOCKS.writers);
  if (missingMonths !== undefined) await makePartitionsWithin(session, missingMonths);
  const ids = distinctUsers(block);
  const known = new Set(await lockUsers(session, ids, 'write'));
  const unknownUsers = new Set(ids.filter((id) => !known.has(id)));
  const readings = collapseDuplicates(block, unknownUsers, ['user']);
  if (readings.length === 0) return { inserted: 0, updated: 0, unchanged: 0, unknownUsers, before: new Map() };
  const before = wanted === 'before' ? { before: await heldReadings(session, readings) } : {};
  const counts = trustRollups
    ? await appendOrWrite(session, readings)
    : await writeRuns(session, readings, runsOf(readings));
  return {
    inserted: counts.inserted,
    updated: counts.updated + readings.updated,
    unchanged: counts.unchanged + readings.unchanged,
    unknownUsers,
    ...before,
  };
}

async function appendOrWrite(session: Session, readings: DistinctReadings): Promise<PutCounts> {
  const runs = runsOf(readings);
  const added = addedReadings(readings, runs);
  if (added.userIds.length === 0) return writeRuns(session, readings, runs);
  const { hours, months } = await appendReadings(session, added);
  const userOf = ({ from }: Run) => readings.userIds[from]!;
  const appended = runs.filter((run) => hours.has(userOf(run)));
  const counts = await writeRuns(
    session,
    readings,
    runs.filter((run) => !hours.has(userOf(run))),
  );
  const behind = appended.filter((run) => !months.has(userOf(run)));
  await refreshPages(session, daysOf(readings, behind), ['day', 'month']);
  return { ...counts, inserted: counts.inserted + rowsIn(appended) };
}

/** Writes some of the readings, whatever the store holds. */
async function writeRuns(session: Session, readings: DistinctReadings, runs: readonly Run[]): Promise<PutCounts> {
  if (runs.length === 0) return NOTHING;
  if (rowsIn(runs) < MIN_COPY_ROWS) return merge(session, rowsOf(readings, runs));
  const { fresh, held } = await splitRuns(session, readings, runs);
  const counts = held.length === 0 ? NOTHING : await merge(session, rowsOf(readings, held));
  if (fresh.length === 0) return counts;
  await copyReadings(session, readings, fresh);
  await refreshPages(session, daysOf(readings, fresh));
  return { ...counts, inserted: counts.inserted + rowsIn(fresh) };
}

async function merge(session: Session, readings: Rows): Promise<PutCounts> {
  const { inserted, updated, unchanged, ...touched } = await mergeReadings(session, readings);
  await refreshPages(session, touched);
  return { inserted, updated, unchanged };
}

function rowsIn(runs: readonly Run[]): number {
  return runs.reduce((rows, { from, to }) => rows + to - from, 0);
}

type Rows = Pick<DistinctReadings, 'userIds' | 'timestamps' | 'first' | 'last'>;

function rowsOf({ length, userIds, timestamps, first, last }: DistinctReadings, runs: readonly Run[]): Rows {
  if (rowsIn(runs) === length) return { userIds, timestamps, first, last };
  const pick = (column: Float64Array): Float64Array => {
    const rows = new Float64Array(rowsIn(runs));
    let at = 0;
    for (const { from, to } of runs) {
      rows.set(column.subarray(from, to), at);
      at += to - from;
    }
    return rows;
  };
  return { userIds: pick(userIds), timestamps: pick(timestamps), first: pick(first), last: pick(last) };
}

function daysOf({ userIds, timestamps }: DistinctReadings, runs: readonly Run[]): TouchedDays {
  const touched = { userIds: [] as number[], days: [] as number[], hours: [] as number[] };
  for (const { from, to } of runs) {
    let last = -1;
    for (let at = from; at < to; at += 1) {
      const hour = Math.floor(timestamps[at]! / HOUR_MS);
      const day = Math.floor(hour / 24);
      if (day !== last) {
        touched.userIds.push(userIds[at]!);
        touched.days.push(day);
        touched.hours.push(0);
        last = day;
      }
      touched.hours[touched.hours.length - 1]! |= 1 << (hour % 24);
    }
  }
  return touched;
}
