import type { ReadingBlock } from '../model/reading-block.ts';

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
