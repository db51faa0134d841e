import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { countBytes } from './count-bytes.ts';
import { fillBlocks } from './fill-blocks.ts';
import type { ImportJob } from './import-job.ts';
import { firstLine } from './input/first-line.ts';
import { textOf } from './input/open-text.ts';
import { textHead } from './input/utf8-text.ts';
import type { FormatBody, ReadingFormat } from './reading-format.ts';
import type { ReadingParser } from './reading-parser.ts';

const LINE_END = 0x0a;

/** A format of text in lines, one row or less on each. */
export interface TextFormat extends Pick<ReadingFormat, 'name' | 'beginning'> {
  readonly body?: Omit<FormatBody, 'mostRows'>;
  /** Whether a file whose first line that is not blank is this one is of this format. */
  detect(firstLine: string): boolean;
  /**
   * A parser for one file.
   *
   * @param firstLine the first line that is not blank; `undefined` is given where the format cannot be read with it.
   * @param lineNumber its number.
   * @param name how messages call the file.
   */
  parser(firstLine: string, lineNumber: number, job: ImportJob, name: string): ReadingParser | undefined;
}

/** Such a format as one that reads bytes: UTF-8, with or without a byte order mark and blank lines before the first. */
export function textFormat({ name, beginning, body, detect, parser }: TextFormat): ReadingFormat {
  return {
    name,
    beginning,
    numbered: 'lines',
    // No text has more rows than line ends, and one.
    ...(body === undefined ? {} : { body: { ...body, mostRows: (pieces) => countBytes(pieces, LINE_END) + 2 } }),
    begins: (head) => detect(firstLine(textHead(head))?.line ?? ''),
    open: async (input, job) => {
      const text = await textOf(input);
      const reader = parser(text.firstLine, text.firstLineNumber, job, text.name);
      if (reader === undefined) {
        const seen = `${text.name} begins with ${showValue(text.firstLine)}`;
        throw new PulsebaseError('INVALID_FILE', `${seen}; a ${name} file begins with ${beginning}`);
      }
      return {
        blocks: (options) => fillBlocks(text.pieces, reader, job, options),
      };
    },
  };
}
