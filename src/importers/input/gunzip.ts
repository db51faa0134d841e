import { createGunzip } from 'node:zlib';
import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** Packed bytes unpacked at a time: gzip packs 1,000 to 1 at most, so that a bomb takes 16 MiB. */
const SLICE_BYTES = 16 * 1024;

const CUT_OFF = 'is cut off: its gzip data end too early; fetch it anew, and run the same command again';
const DAMAGED = 'holds damaged gzip data, or something else after them; fetch it anew, and run the same command again';

export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Unpacks gzip, several members too. Where the data break off, everything up to there is given first: piping through a
 * stream would throw away what it holds when it fails, so each slice is written and emptied by hand. Where they are
 * damaged, zlib keeps back up to 64 KiB before the damage.
 *
 * @throws PulsebaseError `INVALID_FILE` when the data are cut off or damaged.
 */
export async function* gunzip(packed: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: 64 * 1024 });
  const output: Buffer[] = [];
  let failure: string | undefined;
  let ended = false;
  // A write's callback never comes when the stream fails or ends in it.
  let wake = () => {};
  const settle = (start: () => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      start();
    });
  stream.on('data', (chunk: Buffer) => output.push(chunk));
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'Z_BUF_ERROR' ? CUT_OFF : DAMAGED;
    wake();
  });
  stream.on('end', () => {
    ended = true;
    wake();
  });
  try {
    for await (const chunk of packed) {
      for (let at = 0; at < chunk.length && failure === undefined; at += SLICE_BYTES) {
        const slice = chunk.subarray(at, at + SLICE_BYTES);
        if (!ended) await settle(() => stream.write(slice, () => wake()));
        // Zeros fill up the last block of a tape.
        else if (slice.some((byte) => byte !== 0)) failure = DAMAGED;
        yield* output.splice(0);
      }
      if (failure !== undefined) break;
    }
    if (failure === undefined && !ended) await settle(() => stream.end());
    yield* output.splice(0);
  } finally {
    stream.destroy();
  }
  if (failure !== undefined) {
    throw new PulsebaseError('INVALID_FILE', `${name} ${failure}`);
  }
}
