import type { ReadingBlock } from '../../../model/reading-block.ts';
import { collapseDuplicates } from '../../../store/collapse-duplicates.ts';
import type { WriteCounts, WriteMode, WriteSession } from '../../../store/engine.ts';
import { LOCKS } from '../advisory-locks.ts';
import type { Connections, Session } from '../connections.ts';
import { stateOf } from '../postgres-error.ts';
import { distinctUsers } from './distinct-users.ts';
import { lockUsers } from './lock-users.ts';
import { mergeReadings } from './merge-readings.ts';
import { monthsOf } from './months-of.ts';
import { refreshRollups } from './refresh-rollups.ts';

const NO_PARTITION = '23514';

/** What a session needs of its engine. */
export interface WriteContext {
  readonly connections: Connections;
  /** Sees to it that the months have partitions; `again` forgets what is known of them. */
  ensurePartitions(months: Iterable<number>, again?: boolean): Promise<void>;
}

/** Each block is a transaction with its roll-ups, in either mode; a bulk waits for the disk once, at its end. */
export function beginWrite({ connections, ensurePartitions }: WriteContext, mode: WriteMode): WriteSession {
  let written = 0;
  return {
    async write(block) {
      const months = monthsOf(block.timestamps, block.length);
      await ensurePartitions(months);
      const work = () =>
        connections.transaction((session) => writeBlock(session, block), {
          durable: mode === 'batch',
          idempotent: true,
        });
      const counts = await work().catch(async (error: unknown) => {
        // Somebody dropped a month between the look and the write.
        if (!(error instanceof Error) || stateOf(error.cause) !== NO_PARTITION) throw error;
        await ensurePartitions(months, true);
        return work();
      });
      written += counts.inserted + counts.updated;
      return counts;
    },
    async finish() {
      if (mode === 'batch' || written === 0) return;
      // Its commit flushes the log up to here, and with it the commits of all blocks.
      await connections.transaction(
        (session) => session.query(`SELECT pg_logical_emit_message(true, 'pulsebase', '')`),
        {
          idempotent: true,
        },
      );
    },
  };
}

async function writeBlock(session: Session, block: ReadingBlock): Promise<WriteCounts> {
  await session.query('SELECT pg_advisory_xact_lock_shared($1, $2)', LOCKS.writers);
  const ids = distinctUsers(block);
  const known = new Set(await lockUsers(session, ids, 'write'));
  const unknownUsers = new Set(ids.filter((id) => !known.has(id)));
  const readings = collapseDuplicates(block, unknownUsers, 'user');
  if (readings.length === 0) return { inserted: 0, updated: 0, unchanged: 0, unknownUsers };
  const { inserted, updated, unchanged, ...touched } = await mergeReadings(session, readings);
  await refreshRollups(session, touched);
  return { inserted, updated: updated + readings.updated, unchanged: unchanged + readings.unchanged, unknownUsers };
}
