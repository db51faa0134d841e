import { giveWay } from '../give-way.ts';

/** Small enough to be parsed in a millisecond or so. */
const GATHERED_BYTES = 16 * 1024;
const FIRST_BYTES = 512;

/**
 * The same bytes in chunks that are worth their cost: small ones are gathered, since a `Buffer` of one byte takes a hundred
 * in memory and a turn of every loop behind it. Where the chunks end with an error, what has come is given first.
 */
export async function* gatheredChunks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = Buffer.allocUnsafe(0);
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      await giveWay();
      if (bytes + chunk.length >= GATHERED_BYTES) {
        if (bytes > 0) yield held.subarray(0, bytes);
        // What was given away is not written to again.
        held = Buffer.allocUnsafe(0);
        bytes = 0;
        if (chunk.length > 0) yield chunk;
        continue;
      }
      if (bytes + chunk.length > held.length) held = grown(held, bytes, bytes + chunk.length);
      bytes += chunk.copy(held, bytes);
    }
  } catch (error) {
    if (bytes > 0) yield held.subarray(0, bytes);
    throw error;
  }
  if (bytes > 0) yield held.subarray(0, bytes);
}

/** Twice as large each time, so that a sender of a few bytes holds no more than about that. */
function grown(held: Buffer, bytes: number, wanted: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, 2 * wanted));
  held.copy(larger, 0, 0, bytes);
  return larger;
}
