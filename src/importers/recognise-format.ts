import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { countLineEnds } from './input/count-line-ends.ts';
import { firstLine } from './input/first-line.ts';
import { gatheredChunks } from './input/gathered-chunks.ts';
import { textOf } from './input/open-text.ts';
import { textHead } from './input/utf8-text.ts';
import { withHead } from './input/with-head.ts';
import { MAX_ROW } from './max-row.ts';
import type { ReadingFormat, ReadingInput } from './reading-format.ts';
import type { TableOptions } from './table-options.ts';

/** Enough of any binary file to know it by. */
const HEAD_BYTES = 4 * 1024;

export interface Recognised {
  readonly format: ReadingFormat;
  /** The same bytes, but for blank lines of which there were very many. */
  readonly input: ReadingInput;
}

/**
 * Finds out of which format a file is by how it begins.
 *
 * @throws PulsebaseError `INVALID_FILE` when it is of none of them, and what the chunks throw.
 */
export async function recogniseFormat(
  { chunks, ...given }: ReadingInput,
  formats: readonly ReadingFormat[],
  table: TableOptions = {},
): Promise<Recognised> {
  let linesBefore = 0;
  let opened = await withHead(gatheredChunks(chunks), isHead);
  // They are dropped as they come: there may be more of them than fit into memory.
  for (let blank = blankText(opened.head); blank !== undefined; blank = blankText(opened.head)) {
    linesBefore += countLineEnds(blank, 0, blank.length);
    opened = await withHead(opened.rest, isHead);
  }
  const { head, all } = opened;
  const { name } = given;
  const input = { ...given, chunks: all, linesBefore };
  const format = formats.find((candidate) => candidate.begins(head, table));
  if (format !== undefined) return { format, input };
  const text = await textOf(input);
  const known = formats.map(({ name, beginning }) => `${beginning} (${name})`).join(', ');
  throw new PulsebaseError(
    'INVALID_FILE',
    `${name} begins with ${showValue(text.firstLine)}, which is not a known format; known are ${known}`,
  );
}

/** Whether the first line that is not blank has come whole, or is longer than any, or there is none so far. */
function isHead(head: Buffer): boolean {
  if (head.length < HEAD_BYTES) return false;
  return head.length > 2 * MAX_ROW || (firstLine(textHead(head))?.isWhole ?? true);
}

/** The text of bytes that hold nothing but blanks; `undefined` of others, and of no bytes. */
function blankText(head: Buffer): string | undefined {
  const text = textHead(head);
  return text !== '' && firstLine(text) === undefined ? text : undefined;
}
