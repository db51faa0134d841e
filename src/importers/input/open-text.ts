import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { MAX_ROW } from '../max-row.ts';
import { countLineEnds } from './count-line-ends.ts';
import { firstLine } from './first-line.ts';
import { openInput } from './open-input.ts';
import { type TextPiece, textPieces } from './text-pieces.ts';

const FIRST_LINE_TOO_LONG = `is not text of a known format: a line is longer than ${MAX_ROW} bytes; of a JSON array, write one element a line, as jq -c '.[]' does`;

/** A text file whose first line that is not blank has been read. */
export interface OpenText {
  readonly name: string;
  /** The first line that is not blank, without its line end. */
  readonly firstLine: string;
  /** Its number, from 1. */
  readonly firstLineNumber: number;
  /** The text from the first line on, once. */
  readonly pieces: AsyncGenerator<TextPiece>;
  close(): void;
}

/** Bytes that may be a text. */
export interface TextInput {
  /** How messages call it. */
  readonly name: string;
  readonly chunks: AsyncGenerator<Buffer>;
  /** Lines that stood before them; none when left out. */
  readonly linesBefore?: number;
  /** Closes what the bytes come from, if anything is to be closed. */
  close?(): void;
}

/**
 * Opens a text file (UTF-8, maybe packed by gzip; `-` is standard input) and looks at its beginning.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, or `INVALID_FILE` when it is empty or no text.
 */
export async function openText(file: string, signal?: AbortSignal): Promise<OpenText> {
  return textOf(await openInput(file, signal));
}

/** The same for bytes that are open already; where they are no text they are closed. */
export async function textOf(input: TextInput): Promise<OpenText> {
  const { name, chunks, linesBefore = 0 } = input;
  const close = () => input.close?.();
  try {
    const pieces = textPieces(chunks);
    let skippedLines = linesBefore;
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) throw invalid(name, 'is empty');
      const { text, isTooLong, isLast } = next.value;
      if (isTooLong) throw invalid(name, FIRST_LINE_TOO_LONG);
      await giveWay();
      const first = firstLine(text);
      if (first === undefined) {
        if (isLast) throw invalid(name, 'is empty');
        skippedLines += countLineEnds(text, 0, text.length);
        continue;
      }
      const { line, start } = first;
      requireText(line, name);
      return {
        name,
        firstLine: line,
        firstLineNumber: skippedLines + countLineEnds(text, 0, start) + 1,
        pieces: resumed({ text: text.slice(start), isTooLong, isLast }, pieces),
        close,
      };
    }
  } catch (error) {
    close();
    throw error;
  }
}

/** Says what a file is that people take for text, before a parser complains of its first line. */
function requireText(firstLine: string, name: string): void {
  if (firstLine.startsWith('PK\u0003\u0004'))
    throw invalid(name, 'is a zip archive; unpack it and import the file in it');
  // UTF-16 has a NUL beside each letter; with its byte order mark it was read.
  if (/^(?:(?:\0[^\0]){3}|(?:[^\0]\0){3})/.test(firstLine)) {
    throw invalid(name, 'is UTF-16 text without its byte order mark; save it as UTF-8');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they distinguish binary data from text.
  if (/[\0-\x08\x0e-\x1f]/.test(firstLine)) throw invalid(name, 'is binary data, not text');
}

async function* resumed(first: TextPiece, rest: AsyncGenerator<TextPiece>): AsyncGenerator<TextPiece> {
  yield first;
  yield* rest;
}

function invalid(name: string, what: string): PulsebaseError {
  return new PulsebaseError('INVALID_FILE', `${name} ${what}`);
}
