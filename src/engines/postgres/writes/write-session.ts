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
 * Errors of the server for a write whose assumptions were wrong: a month was dropped between check and write, or somebody wrote
 * readings by hand, which the roll-ups lack.
 */
const TOO_TRUSTING: ReadonlySet<string | undefined> = new Set(['23514', '23505']);
/** A block of a load is written in this many transactions at once: the server computes for longer than the loader does. */
const PARTS = 2;
const MIN_SPLIT_ROWS = 20_000;

/** What a session needs of its engine. */
export interface WriteContext {
  readonly connections: Connections;
  /** Ensures that the months have partitions. */
  ensurePartitions(months: Iterable<number>): Promise<void>;
  onWarning(message: string): void;
}

/**
 * A batch is a transaction with its roll-ups. A block of a bulk write is one or a few, for some users each; it waits for the disk
 * once, at its end.
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
      // Its commit flushes the log up to this point, and with it the commits of all blocks.
      await connections.transaction(
        (session) => session.query(`SELECT pg_logical_emit_message(true, 'pulsebase', '')`),
        { idempotent: true },
      );
      await tidyUp(connections, touched).catch((error: unknown) => onWarning(String(error)));
    },
  };
}

/** Writes a part of a block in one transaction; if its assumptions fail, in another one without assumptions. */
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

/** Waits for all, even if one fails: nothing may be running once a write has settled. */
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
