import type { ReadingBlock } from '../model/reading-block.ts';
import type { LocalTime } from './local-time.ts';

export const FORMAT_NAMES = ['csv', 'ndjson', 'fitabase'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** A kind of file that holds readings. Adding one is a folder and a line in the registry. */
export interface ReadingFormat {
  readonly name: FormatName;
  /** How a file of this format begins, for messages: `a line that begins with …`. */
  readonly beginning: string;
  /** Whether a file whose first line that is not blank is this one is of this format; names of files do not count. */
  detect(firstLine: string): boolean;
  /**
   * A parser for one file.
   *
   * @param firstLine the first line that is not blank; `undefined` is given where the format cannot be read with it.
   * @param lineNumber its number.
   */
  parser(firstLine: string, lineNumber: number, localTime: LocalTime): ReadingParser | undefined;
}

/** Parses the text of one file, which begins with its first line and is handed over in parts that are cut anywhere. */
export interface ReadingParser {
  /**
   * Parses the rows of `text` that begin before position `until` into `block`; gives the position where it stopped: behind
   * them, where the block was full, or at a row that takes more text (never when `isLast`). The next text begins there.
   */
  read(text: string, until: number, isLast: boolean, block: ReadingBlock): number;
  /** Counts a line that was too long to be kept. */
  tooLong(block: ReadingBlock): void;
  /** Why nothing more can be read, once that is so; the rows up to there were given. */
  readonly failure?: string | undefined;
  /** What people should know about the file's contents, one line each; complete once all is read. */
  warnings(): readonly string[];
}
