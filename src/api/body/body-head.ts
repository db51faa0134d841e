import { ChunkGatherer } from '../../importers/input/chunk-gatherer.ts';
import { overloaded } from '../problems/service-error.ts';
import type { LoadLimits } from '../service-context.ts';

/** A body up to this many bytes, decompressed, is small: it is read as a whole. */
export const SMALL_BODY_BYTES = 256 * 1024;

/** The beginning of a body, enough to know whether it is small. */
export interface BodyHead {
  /** Whether the head is all of it. */
  readonly isSmall: boolean;
  readonly pieces: readonly Buffer[];
  /** The whole body; can be read once. */
  readonly chunks: AsyncGenerator<Buffer>;
  /** Reserves memory for what was made of the body, besides its bytes. @throws ServiceError `OVERLOADED`. */
  take(bytes: number): void;
  /** Releases all its memory. */
  release(): void;
}

/**
 * Reads the beginning of a body. Memory is reserved as it arrives, so that the total is bounded for any number of senders, and
 * slow ones hold no more than they have sent.
 *
 * @throws ServiceError `OVERLOADED` when there is no memory left, and what the chunks throw.
 */
export async function readHead(chunks: AsyncGenerator<Buffer>, load: LoadLimits): Promise<BodyHead> {
  const pieces: Buffer[] = [];
  const gatherer = new ChunkGatherer();
  let bytes = 0;
  const release = () => {
    load.pendingBytes -= bytes;
    bytes = 0;
  };
  const take = (more: number) => {
    if (load.pendingBytes + more > load.maxPendingBytes) {
      throw overloaded('too many rows wait to be written; send them again in a moment');
    }
    load.pendingBytes += more;
    bytes += more;
  };
  let isSmall = false;
  try {
    while (!isSmall && bytes <= SMALL_BODY_BYTES) {
      const next = await chunks.next();
      if (next.done === true) isSmall = true;
      else {
        take(next.value.length);
        pieces.push(...gatherer.add(next.value));
      }
    }
  } catch (error) {
    release();
    throw error;
  }
  pieces.push(...gatherer.rest());
  return { isSmall, pieces, chunks: resumed(pieces, chunks), take, release };
}

async function* resumed(head: Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* head.splice(0);
  yield* rest;
}
