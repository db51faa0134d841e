import type { ReadingBlock } from '../model/reading-block.ts';
import { LINE_TOO_LONG } from './max-row.ts';
import type { ReadingParser } from './reading-parser.ts';
import { TextLines } from './text-lines.ts';

/** Parses a text that has one row on each line. */
export class LineParser implements ReadingParser {
  readonly #lines: TextLines;
  readonly #warnings: () => readonly string[];
  readonly #add: (block: ReadingBlock, line: number, text: string) => void;

  /**
   * @param firstLine number of the first line.
   * @param add adds the row of one line, or its rejection, to a block.
   * @param warnings Returns warnings once everything is read.
   */
  constructor(
    firstLine: number,
    add: (block: ReadingBlock, line: number, text: string) => void,
    warnings: () => readonly string[] = () => [],
  ) {
    this.#warnings = warnings;
    this.#lines = new TextLines(firstLine);
    this.#add = add;
  }

  read(text: string, until: number, isLast: boolean, block: ReadingBlock): number {
    return this.#lines.read(
      text,
      until,
      isLast,
      () => block.isFull,
      (line, row) => this.#add(block, line, row),
    );
  }

  tooLong(block: ReadingBlock): void {
    block.reject(this.#lines.skip(), 'malformed_row', LINE_TOO_LONG);
  }

  warnings(): readonly string[] {
    return this.#warnings();
  }
}
