import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ImportJob } from '../import-job.ts';
import { gatheredChunks } from '../input/gathered-chunks.ts';
import { withHead } from '../input/with-head.ts';
import type { ReadingFormat, ReadingInput } from '../reading-format.ts';
import { type ReadingWriter, writeBlocks } from '../reading-writer.ts';
import { FitDecoder } from './fit-decoder.ts';
import { isFitHeader, MIN_HEADER_BYTES } from './fit-header.ts';
import type { FitOrigin, FitReading } from './fit-sink.ts';

type Counts = { [origin in FitOrigin]: number };

/** Bytes decoded at a time: a few milliseconds of work, even where all of them are heart rates. */
const PORTION = 16 * 1024;

/**
 * FIT, as Garmin, Wahoo, Coros, Suunto and others write it: heart rates of activities (`record`), of days (`monitoring`), and
 * those that a strap remembered (`hr`). Times are UTC: https://developer.garmin.com/fit/protocol/
 */
export const fitFormat: ReadingFormat = {
  name: 'fit',
  beginning: 'a header with the letters .FIT',
  begins: (head) => head.length >= MIN_HEADER_BYTES && isFitHeader(head, 0),
  open: async ({ name, chunks }, job) => {
    const { head, all } = await withHead(chunks, MIN_HEADER_BYTES);
    if (!fitFormat.begins(head))
      throw new PulsebaseError('INVALID_FILE', `${name} does not begin with ${fitFormat.beginning}`);
    return {
      blocks: (options) => writeBlocks(job, options, (rows) => decode({ name, chunks: all }, job, rows)),
    };
  },
};

async function* decode(
  { name, chunks }: Pick<ReadingInput, 'name' | 'chunks'>,
  job: ImportJob,
  rows: ReadingWriter,
): AsyncGenerator<void> {
  let found: (FitReading | { readonly row: number; readonly fault: string })[] = [];
  const counts: Counts = { track: 0, day: 0, strap: 0 };
  const decoder = new FitDecoder(name, {
    add: (reading, origin) => {
      found.push(reading);
      counts[origin] += 1;
    },
    reject: (row, fault) => found.push({ row, fault }),
    leaveOut: (reason) => job.leaveOut(reason),
  });
  function* write() {
    for (const item of found) {
      if ('fault' in item) rows.reject(item.row, 'invalid_timestamp', item.fault);
      else rows.add(item);
      if (rows.isFull) yield;
    }
    found = [];
  }
  try {
    for await (const chunk of gatheredChunks(chunks)) {
      for (let at = 0; at < chunk.length; at += PORTION) {
        decoder.write(chunk.subarray(at, at + PORTION));
        yield* write();
        await giveWay();
      }
    }
    decoder.end();
  } catch (error) {
    yield* write();
    throw error;
  } finally {
    for (const warning of warningsOf(decoder, counts)) job.warn(warning);
  }
}

function warningsOf({ damaged }: FitDecoder, { track, strap }: Counts): readonly string[] {
  return [
    ...(damaged > 0 ? ['a checksum is wrong or missing: the file may be damaged; what can be read was read'] : []),
    ...(track > 0 && strap > 0
      ? [
          `heart rates come twice, ${track} from the watch and ${strap} from the memory of the strap; --device takes one`,
        ]
      : []),
  ];
}
