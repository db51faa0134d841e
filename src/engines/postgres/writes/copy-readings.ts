import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { Session } from '../connections/connections.ts';
import { readingCopy } from './reading-copy.ts';
import type { Readings } from './runs.ts';

/** Copies readings with new keys directly into their partitions. */
export async function copyReadings(session: Session, readings: Readings): Promise<void> {
  const sink = session.client.query(
    copyFrom('COPY heart_rates (user_id, "timestamp", heart_rate) FROM STDIN (FORMAT binary)'),
  );
  await pipeline(Readable.from(readingCopy(readings), { objectMode: true }), sink);
}
