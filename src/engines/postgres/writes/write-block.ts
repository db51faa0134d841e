import { giveWay } from '../../../async/give-way.ts';
import { collapseDuplicates } from '../../../engine/collapse-duplicates.ts';
import { distinctUsers } from '../../../engine/distinct-users.ts';
import type { PutCounts, WriteCounts } from '../../../engine/engine.ts';
import { unknownUsers } from '../../../engine/unknown-users.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import type { Session } from '../connections/connections.ts';
import { joinWriters, lockUsers } from '../rollups/lock-users.ts';
import { refreshPages } from '../rollups/refresh-pages.ts';
import { makePartitionsWithin } from '../schema/partitions.ts';
import { appendableRuns, appendReadings } from './append-readings.ts';
import { copyReadings } from './copy-readings.ts';
import { findStoredRuns } from './find-stored-runs.ts';
import { mergeReadings } from './merge-readings.ts';
import { monthsOf } from './months-of.ts';
import { type Readings, type Run, readingsOf, rowsIn, runsOf, touchedDays } from './runs.ts';
import { storedReadings } from './stored-readings.ts';

/** Below this, looking for what is new costs more than writing row by row. */
const MIN_COPY_ROWS = 1000;
const NOTHING: PutCounts = { inserted: 0, updated: 0, unchanged: 0 };

/**
 * What a write takes for granted. `trusting`: the months have partitions, and the roll-ups know of every reading.
 * `wary`: neither; it makes the partitions itself, so that nobody can drop them meanwhile, and looks for the readings.
 */
export type Attempt = 'trusting' | 'wary';

/** Writes the readings of a block with their roll-ups, within a transaction. */
export async function writeBlock(
  session: Session,
  block: ReadingBlock,
  attempt: Attempt,
  wanted: 'before' | undefined,
): Promise<WriteCounts> {
  if (attempt === 'wary') {
    await joinWriters(session);
    await makePartitionsWithin(session, monthsOf(block.timestamps, block.length));
  }
  const ids = [...distinctUsers(block)];
  const known = new Set(await lockUsers(session, ids, 'write'));
  const unknown = unknownUsers(ids, known);
  await giveWay();
  const readings = collapseDuplicates(block, unknown, ['user']);
  if (readings.length === 0) return { ...NOTHING, unknownUsers: unknown, before: new Map() };
  const before = wanted === 'before' ? { before: await storedReadings(session, readings) } : {};
  const counts =
    attempt === 'trusting'
      ? await appendOrWrite(session, readings)
      : await writeRuns(session, readings, runsOf(readings));
  return {
    inserted: counts.inserted,
    updated: counts.updated + readings.updated,
    unchanged: counts.unchanged + readings.unchanged,
    unknownUsers: unknown,
    ...before,
  };
}

/** Appends what comes after all that is stored of its day, and writes the rest. */
async function appendOrWrite(session: Session, readings: Readings): Promise<PutCounts> {
  const runs = runsOf(readings);
  const appendable = appendableRuns(readings, runs);
  if (appendable.length === 0) return writeRuns(session, readings, runs);
  const { written, current } = await appendReadings(session, readingsOf(readings, appendable));
  const userOf = ({ from }: Run) => readings.userIds[from]!;
  const appended = runs.filter((run) => written.has(userOf(run)));
  const others = runs.filter((run) => !written.has(userOf(run)));
  const behind = appended.filter((run) => !current.has(userOf(run)));
  const counts = await writeRuns(session, readings, others);
  await refreshPages(session, touchedDays(readingsOf(readings, behind)), ['day', 'month']);
  return { ...counts, inserted: counts.inserted + rowsIn(appended) };
}

/** Writes some of the readings, whatever is stored: copies what is certainly new, and merges the rest. */
async function writeRuns(session: Session, readings: Readings, runs: readonly Run[]): Promise<PutCounts> {
  if (rowsIn(runs) < MIN_COPY_ROWS) return merge(session, readingsOf(readings, runs));
  const stored = await findStoredRuns(session, readings, runs);
  const counts = await merge(
    session,
    readingsOf(
      readings,
      runs.filter((run) => stored.has(run)),
    ),
  );
  const fresh = readingsOf(
    readings,
    runs.filter((run) => !stored.has(run)),
  );
  if (fresh.length === 0) return counts;
  await copyReadings(session, fresh);
  await refreshPages(session, touchedDays(fresh));
  return { ...counts, inserted: counts.inserted + fresh.length };
}

async function merge(session: Session, readings: Readings): Promise<PutCounts> {
  if (readings.length === 0) return NOTHING;
  const { counts, touched } = await mergeReadings(session, readings);
  await refreshPages(session, touched);
  return counts;
}
