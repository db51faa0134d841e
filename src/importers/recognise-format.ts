import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { unknownPacking } from './containers/packings.ts';
import { countLineEnds } from './input/count-line-ends.ts';
import { firstLine } from './input/first-line.ts';
import { gatheredChunks } from './input/gathered-chunks.ts';
import { textOf } from './input/open-text.ts';
import { textHead } from './input/utf8-text.ts';
import { withHead } from './input/with-head.ts';
import { MAX_ROW } from './max-row.ts';
import type { FormatHints, ReadingFormat, ReadingInput } from './reading-format.ts';

/** Enough of any binary file to know it by. */
const HEAD_BYTES = 4 * 1024;

export interface Recognised {
  /** `undefined` when it is of none of them. */
  readonly format: ReadingFormat | undefined;
  /** The same bytes, but for blank lines of which there were very many. */
  readonly input: ReadingInput;
}

/**
 * Finds the format of a file by how it begins.
 *
 * @param hints what else is known of it.
 * @throws what the chunks throw.
 */
export async function recogniseFormat(
  file: ReadingInput,
  formats: readonly ReadingFormat[],
  hints: FormatHints = {},
): Promise<Recognised> {
  let linesBefore = 0;
  let opened = await withHead(gatheredChunks(file.chunks), isHead);
  // They are dropped as they come: there may be more of them than fit into memory.
  for (let blank = blankText(opened.head); blank !== undefined; blank = blankText(opened.head)) {
    linesBefore += countLineEnds(blank, 0, blank.length);
    opened = await withHead(opened.rest, isHead);
  }
  const { head, all } = opened;
  const format = formats.find((candidate) => candidate.begins(head, hints));
  return { format, input: { ...file, chunks: all, linesBefore } };
}

/** Says what a file is that is of no known format. @throws PulsebaseError `INVALID_FILE`, and what the chunks throw. */
export async function refuseUnknown(input: ReadingInput, formats: readonly ReadingFormat[]): Promise<never> {
  const { head, all } = await withHead(input.chunks, HEAD_BYTES);
  const packing = unknownPacking(head);
  if (packing !== undefined) throw new PulsebaseError('INVALID_FILE', `${input.name} ${packing}`);
  const text = await textOf({ ...input, chunks: all });
  const known = formats.map(({ name }) => name).join(', ');
  throw new PulsebaseError(
    'INVALID_FILE',
    `${input.name} begins with ${showValue(text.firstLine)}, which is not a known format; known are ${known}: docs/formats.md says where each comes from, and docs/tables.md which columns a table has`,
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
