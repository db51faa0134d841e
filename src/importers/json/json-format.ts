import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ImportJob } from '../import-job.ts';
import { withHead } from '../input/with-head.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { type RecordSink, recordBlocks } from '../reading-writer.ts';
import { jsonBeginning } from './json-beginning.ts';
import { type JsonPath, readJson } from './read-json.ts';

const HEAD_BYTES = 4 * 1024;

/** A format of JSON, known by how its value begins. */
export interface JsonFormat extends Pick<ReadingFormat, 'name' | 'beginning' | 'body'> {
  /** Whether a file is of this format; `beginning` is its value as far as the first bytes tell. */
  isOf(beginning: unknown): boolean;
  /** Which values are read, such as `$.data.*`. */
  readonly paths: readonly string[];
  /** What receives these values of one file, and adds its readings. */
  reader(job: ImportJob, records: RecordSink): (value: unknown, path: JsonPath) => void;
}

/** Such a format as one that reads bytes. */
export function jsonFormat({ name, beginning, body, isOf, paths, reader }: JsonFormat): ReadingFormat {
  const begins = (head: Buffer) => isOf(jsonBeginning(head));
  return {
    name,
    beginning,
    ...(body === undefined ? {} : { body }),
    begins,
    open: async ({ name: file, chunks }, job) => {
      const { head, all } = await withHead(chunks, HEAD_BYTES);
      if (!begins(head)) throw new PulsebaseError('INVALID_FILE', `${file} does not begin with ${beginning}`);
      return {
        blocks: (options) =>
          recordBlocks(job, options, (records) => readJson({ name: file, chunks: all }, paths, reader(job, records))),
      };
    },
  };
}
