import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ImportJob } from '../import-job.ts';
import { textHead } from '../input/utf8-text.ts';
import { withHead } from '../input/with-head.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { type RecordSink, recordBlocks } from '../reading-writer.ts';
import { readXml, type XmlHandler } from './read-xml.ts';
import { rootName } from './root-name.ts';

const HEAD_BYTES = 4 * 1024;

/** A format of XML, known by its root element. */
export interface XmlFormat extends Pick<ReadingFormat, 'name' | 'beginning'> {
  /** Name of the root element, without a prefix. */
  readonly root: string;
  /** What receives the elements of one file, and adds its readings. */
  handler(job: ImportJob, records: RecordSink): XmlHandler;
}

/** Such a format as one that reads bytes. */
export function xmlFormat({ name, beginning, root, handler }: XmlFormat): ReadingFormat {
  const begins = (head: Buffer) => rootName(textHead(head)) === root;
  return {
    name,
    beginning,
    begins,
    open: async ({ name: file, chunks }, job) => {
      const { head, all } = await withHead(chunks, HEAD_BYTES);
      if (!begins(head)) throw new PulsebaseError('INVALID_FILE', `${file} is not XML with the root element ${root}`);
      return {
        blocks: (options) =>
          recordBlocks(job, options, (records) => readXml({ name: file, chunks: all }, handler(job, records))),
      };
    },
  };
}
