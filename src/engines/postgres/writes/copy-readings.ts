import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import type { Session } from '../connections/connections.ts';
import type { Run } from './fresh-runs.ts';
import { readingCopy } from './reading-copy.ts';

/** Puts readings whose keys are new straight into their partitions. */
export async function copyReadings(session: Session, readings: DistinctReadings, runs: readonly Run[]): Promise<void> {
  const sink = session.client.query(
    copyFrom('COPY heart_rates (user_id, "timestamp", heart_rate) FROM STDIN (FORMAT binary)'),
  );
  await pipeline(Readable.from(readingCopy(readings, runs), { objectMode: true }), sink);
}
