import type { WriteCounts, WriteMode, WriteSession } from '../../../engine/engine.ts';
import { sumOfCounts } from '../../../engine/sum-of-counts.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import type { Connections } from '../connections/connections.ts';
import { sqlStateOf } from '../connections/postgres-error.ts';
import { monthsOf } from './months-of.ts';
import { splitByUser } from './split-by-user.ts';
import { tidyUp } from './tidy-up.ts';
import { type Attempt, writeBlock } from './write-block.ts';

/**
 * What the server says of a write that took too much for granted: a month was dropped between the look and the write, or
 * somebody wrote readings by hand, of which the roll-ups know nothing.
 */
const TOO_TRUSTING: ReadonlySet<string | undefined> = new Set(['23514', '23505']);
/** A block of a load is written in this many transactions at once: the server computes for longer than the loader does. */
const PARTS = 2;
const MIN_SPLIT_ROWS = 20_000;

/** What a session needs of its engine. */
export interface WriteContext {
  readonly connections: Connections;
  /** Sees to it that the months have partitions. */
  ensurePartitions(months: Iterable<number>): Promise<void>;
  onWarning(message: string): void;
}

/**
 * A batch is a transaction with its roll-ups. A block of a bulk is one or a few, for some users each; a bulk waits for the
 * disk once, at its end.
 */
export function beginWrite(context: WriteContext, mode: WriteMode): WriteSession {
  const { connections, onWarning } = context;
  let written = 0;
  const touched = new Set<number>();
  return {
    async write(block, wanted) {
      const months = monthsOf(block.timestamps, block.length);
      await context.ensurePartitions(months);
      for (const month of months) touched.add(month);
      const parts =
        mode === 'batch' || block.length < MIN_SPLIT_ROWS
          ? [block]
          : splitByUser(block, Math.min(PARTS, connections.limit));
      const counts = sumOfParts(await allOf(parts.map((part) => writePart(connections, part, mode, wanted))));
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

/** Writes a part of a block in one transaction; in another one, that takes nothing for granted, where the first fails. */
async function writePart(
  connections: Connections,
  part: ReadingBlock,
  mode: WriteMode,
  wanted: 'before' | undefined,
): Promise<WriteCounts> {
  const write = (attempt: Attempt) =>
    connections.transaction((session) => writeBlock(session, part, attempt, wanted), {
      durable: mode === 'batch',
      idempotent: true,
      byKey: true,
    });
  try {
    return await write('trusting');
  } catch (error) {
    if (!TOO_TRUSTING.has(sqlStateOf(error))) throw error;
    return write('wary');
  }
}

/** Waits for all, also when one fails: nothing may be under way once a write has settled. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

function sumOfParts(parts: readonly WriteCounts[]): WriteCounts {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    ...sumOfCounts(parts),
    unknownUsers: new Set(parts.flatMap(({ unknownUsers }) => [...unknownUsers])),
    before: new Map(parts.flatMap(({ before }) => [...(before ?? [])])),
  };
}
