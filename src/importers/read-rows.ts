import { giveWay, isTurnOver } from '../async/give-way.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { TextPiece } from './input/text-pieces.ts';

/** Parses the rows of one text, which is handed over in parts that are cut anywhere. */
export interface RowParser {
  /**
   * Parses the rows of `text` that begin before position `until`; gives the position where it stopped: behind them, or at
   * a row that takes more text (never when `isLast`). The next text begins there.
   */
  read(text: string, until: number, isLast: boolean): number;
  /** Counts a line that was too long to be kept. */
  tooLong(): void;
  /** What was read has to be taken before more can be. */
  readonly isFull?: boolean;
  /** Why nothing more can be read, once that is so. */
  readonly failure?: string | undefined;
}

/** Characters whose rows are parsed at a time: at worst a few milliseconds of work. */
const PORTION = 4 * 1024;

/**
 * Hands the pieces of a text to `parser`, and comes back now and then so that the caller can take what was read. The
 * work is linear in the text however it was cut, and the event loop is never held for long. Where the pieces end with an
 * error, what has come is parsed first.
 *
 * @throws PulsebaseError `ABORTED`, `INVALID_FILE` (the parser's failure), and what the pieces throw.
 */
export async function* readRows(
  pieces: AsyncIterable<TextPiece>,
  parser: RowParser,
  signal?: AbortSignal,
): AsyncGenerator<void> {
  const unread = new UnreadText();
  async function* parse(isLast: boolean): AsyncGenerator<void> {
    for (let isMore = true; isMore && parser.failure === undefined; ) {
      do isMore = unread.readPortion(parser, isLast);
      while (isMore && parser.isFull !== true && parser.failure === undefined && !isTurnOver());
      yield;
      await giveWay();
    }
  }
  let isWaiting = true;
  try {
    for await (const { text, isTooLong, isLast } of pieces) {
      isWaiting = false;
      if (signal?.aborted) throw new PulsebaseError('ABORTED', 'stopped while reading the file');
      unread.add(text);
      yield* parse(isLast || isTooLong);
      if (parser.failure !== undefined) throw new PulsebaseError('INVALID_FILE', parser.failure);
      if (isTooLong) {
        parser.tooLong();
        yield;
      }
      isWaiting = true;
    }
  } catch (error) {
    // A text that was cut off may fail its parser too; the error says why it was.
    if (isWaiting && !signal?.aborted) yield* parse(true);
    throw error;
  }
}

/** Text whose rows were not parsed yet. */
class UnreadText {
  #text = '';
  #at = 0;
  /**
   * How much of it is looked at. It doubles while a row does not end in it, so that looking at the row again and again
   * costs no more than a few times its length.
   */
  #window = PORTION;

  add(text: string): void {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
  }

  /** Parses the next rows; returns whether there may be more to parse. */
  readPortion(parser: RowParser, isLast: boolean): boolean {
    const left = this.#text.length - this.#at;
    const isEnough = isLast || (this.#window === PORTION ? left > 0 : left >= this.#window);
    if (!isEnough) return false;
    const isEnd = isLast && left <= this.#window;
    const portion = this.#text.slice(this.#at, this.#at + this.#window);
    const read = parser.read(portion, PORTION, isEnd);
    this.#at += read;
    this.#window = read === 0 && !isEnd ? 2 * this.#window : PORTION;
    return !isEnd || read < left;
  }
}
