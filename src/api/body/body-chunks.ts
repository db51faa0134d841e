import type { IncomingMessage } from 'node:http';
import { giveWay } from '../../async/give-way.ts';
import { gatheredChunks } from '../../importers/input/gathered-chunks.ts';
import { gunzip } from '../../importers/input/gunzip.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { overloaded, ServiceError } from '../problems/service-error.ts';
import { brokenSender, doneReading } from './broken-senders.ts';

export interface BodyLimits {
  /** The most bytes of the body, decompressed. */
  readonly maxBytes: number;
  /** Longest wait for the next piece, in milliseconds. */
  readonly idleMs: number;
  /** Longest time for all of it, in milliseconds; a large body may take as long as it likes. */
  readonly totalMs?: number;
  /** Aborted, with a reason for people, when the service stops: it does not wait for silent senders. */
  readonly stopping: AbortSignal;
}

/** Longest wait for the next piece while the service stops. */
const STOPPING_IDLE_MS = 1000;

/**
 * Yields the bytes of a body, decompressed, as they arrive; never more than requested.
 *
 * @throws PulsebaseError `BODY_TOO_LARGE`, `TIMEOUT` (the sender is too slow), `OVERLOADED` (the service stops, and nothing comes),
 * `INVALID_FILE` (damaged gzip), `ABORTED` (the sender has gone).
 */
export async function* bodyChunks(
  stream: IncomingMessage,
  isGzip: boolean,
  limits: BodyLimits,
): AsyncGenerator<Buffer> {
  const packed = awaited(stream, limits);
  let bytes = 0;
  for await (const chunk of isGzip ? gunzip(gatheredChunks(packed), 'the body') : packed) {
    bytes += chunk.length;
    if (bytes > limits.maxBytes) {
      throw new ServiceError(413, 'BODY_TOO_LARGE', `a body may hold ${limits.maxBytes} bytes unpacked; send several`);
    }
    yield chunk;
  }
}

async function* awaited(
  stream: IncomingMessage,
  { idleMs, totalMs = Number.POSITIVE_INFINITY, stopping }: BodyLimits,
): AsyncGenerator<Buffer> {
  const started = performance.now();
  // The stream must outlive its reader: a body that is not read to its end still has to be answered.
  const chunks: AsyncIterator<Buffer> = stream.iterator({ destroyOnReturn: false });
  const broken = brokenSender(stream);
  try {
    for (;;) {
      const left = started + totalMs - performance.now();
      const piece = Promise.race([chunks.next(), broken]);
      const next = await withinTime(piece, Math.min(idleMs, left), stopping).catch((cause: unknown) => {
        if (cause instanceof PulsebaseError) throw cause;
        throw new ServiceError(400, 'ABORTED', 'the sender broke off before the body was complete', { cause });
      });
      if (next.done === true) return;
      yield next.value;
      await giveWay();
    }
  } finally {
    doneReading(stream);
    // Not awaited: it would wait for the piece that never arrives.
    void chunks.return?.();
  }
}

async function withinTime<T>(work: Promise<T>, ms: number, stopping: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const giveUp = () => {
    const error = stopping.aborted
      ? overloaded(String(stopping.reason), 5)
      : new ServiceError(408, 'TIMEOUT', 'the body did not come in time; send it again');
    late.reject(error);
  };
  let timer = setTimeout(giveUp, Math.max(stopping.aborted ? Math.min(ms, STOPPING_IDLE_MS) : ms, 0));
  const hurry = () => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, STOPPING_IDLE_MS);
  };
  stopping.addEventListener('abort', hurry);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', hurry);
  }
}
