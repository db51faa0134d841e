import type { Readable } from 'node:stream';
import { gunzip } from '../../importers/input/gunzip.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { ServiceError } from '../problems/service-error.ts';

export interface BodyLimits {
  /** Bytes of the body, unpacked. */
  readonly maxBytes: number;
  /** Longest wait for the next piece, in milliseconds. */
  readonly idleMs: number;
}

/**
 * The bytes of a body, unpacked, as they come; never more than was asked for.
 *
 * @throws PulsebaseError `BODY_TOO_LARGE`, `TIMEOUT` (the sender is too slow), `INVALID_FILE` (damaged gzip), `ABORTED` (the
 * sender has gone).
 */
export async function* bodyChunks(stream: Readable, isGzip: boolean, limits: BodyLimits): AsyncGenerator<Buffer> {
  const packed = awaited(stream, limits.idleMs);
  let bytes = 0;
  for await (const chunk of isGzip ? gunzip(packed, 'the body') : packed) {
    bytes += chunk.length;
    if (bytes > limits.maxBytes) {
      throw new ServiceError(413, 'BODY_TOO_LARGE', `a body may hold ${limits.maxBytes} bytes unpacked; send several`);
    }
    yield chunk;
  }
}

async function* awaited(stream: Readable, idleMs: number): AsyncGenerator<Buffer> {
  // The stream outlives its reading: an answer to a body that is not read to its end still has to go out.
  const chunks = stream.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await withinTime(chunks.next(), idleMs).catch((cause: unknown) => {
        if (cause instanceof PulsebaseError) throw cause;
        throw new PulsebaseError('ABORTED', 'the sender broke off before the body was complete', { cause });
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: it comes after the piece that never came.
    void chunks.return?.();
  }
}

async function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new ServiceError(408, 'TIMEOUT', `nothing of the body came within ${ms / 1000} s; send it again`));
  }, ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
