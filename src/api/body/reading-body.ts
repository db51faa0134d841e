import { readAhead } from '../../async/read-ahead.ts';
import type { ImportJob } from '../../importers/import-job.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { BodyHead } from './body-head.ts';
import type { ReadingBodyFormat } from './reading-body-formats.ts';

/** Rows of a large body to commit at a time: memory stays small, and small writes get their turn in between. */
const BATCH_ROWS = 100_000;

/** The readings of a body: one block that may share a commit, or many that are committed one after the other. */
export type ReadingBody =
  | { readonly isSmall: true; readonly block: ReadingBlock | undefined }
  | { readonly isSmall: false; readonly blocks: AsyncGenerator<ReadingBlock> };

/**
 * The readings of a body whose head was read.
 *
 * @throws PulsebaseError `INVALID_FILE`, and what the chunks throw. Nothing of a small body is accepted then; a large one yields
 *   the rows up to there first.
 */
export async function readingBody(
  { isSmall, pieces, chunks }: BodyHead,
  format: ReadingBodyFormat,
  job: ImportJob,
): Promise<ReadingBody> {
  if (!isSmall) return { isSmall, blocks: readAhead(await parsed(chunks, format, job, BATCH_ROWS)) };
  const capacity = format.body.mostRows(pieces);
  let block: ReadingBlock | undefined;
  for await (const only of await parsed(chunks, format, job, capacity)) {
    if (block !== undefined) throw new TypeError(`a body of ${format.name} has more than ${capacity} rows`);
    block = only;
  }
  return { isSmall, block };
}

async function parsed(
  chunks: AsyncGenerator<Buffer>,
  format: ReadingBodyFormat,
  job: ImportJob,
  capacity: number,
): Promise<AsyncGenerator<ReadingBlock>> {
  const readings = await format.open({ name: 'the body', chunks }, job);
  return readings.blocks({ capacity });
}
