import { ReadingBlock } from '../../../model/reading-block.ts';
import type { Connections } from '../connections/connections.ts';
import { PLAIN_HEART_RATES } from './rename-plain-tables.ts';

const ROWS_AT_ONCE = 50_000;

/**
 * The plain SQL schema's readings after an id, in blocks, in the order of their ids, so that of two readings of one instant the
 * later one wins. Its timestamps have no zone: they are UTC. Rows are numbered by their id.
 */
export async function* plainReadings(
  connections: Connections,
  after: number | undefined,
): AsyncGenerator<ReadingBlock> {
  let block = new ReadingBlock();
  let last = after;
  for (;;) {
    const rows = await connections.query(
      `SELECT id::bigint, user_id::bigint,
         CASE WHEN isfinite("timestamp") THEN floor(extract(epoch FROM "timestamp") * 1000)::bigint END,
         heart_rate::double precision
       FROM ${PLAIN_HEART_RATES} WHERE $1::bigint IS NULL OR id > $1::bigint ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
      [last ?? null],
    );
    for (const [id, userId, timestamp, heartRate] of rows) {
      block.add(Number(id), userId, timestamp, heartRate);
      if (!block.isFull) continue;
      yield block;
      block = new ReadingBlock();
    }
    if (rows.length < ROWS_AT_ONCE) break;
    last = Number(rows.at(-1)![0]);
  }
  if (block.seen > 0) yield block;
}

/** The ids of the first and the last reading, to measure progress. */
export async function plainReadingIds(connections: Connections): Promise<{ first: number; last: number }> {
  const [row] = await connections.query(`SELECT min(id)::bigint, max(id)::bigint FROM ${PLAIN_HEART_RATES}`);
  return { first: Number(row![0] ?? 0), last: Number(row![1] ?? 0) };
}
