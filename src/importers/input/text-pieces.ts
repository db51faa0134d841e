import { MAX_ROW } from '../max-row.ts';
import { gatheredChunks } from './gathered-chunks.ts';
import { lineFeeds } from './line-feeds.ts';
import { utf8Bytes } from './utf8-bytes.ts';
import { utf8Text } from './utf8-text.ts';
import { withHead } from './with-head.ts';

/** A stretch of a text file. */
export interface TextPiece {
  /** Of a text in lines: whole ones with their line ends; the last piece may end without one. */
  readonly text: string;
  /** The piece stands for one line longer than {@link MAX_ROW}, and its text is empty. */
  readonly isTooLong: boolean;
  /** Nothing follows. Every file has exactly one last piece, which may be empty. */
  readonly isLast: boolean;
}

const TOO_LONG: TextPiece = { text: '', isTooLong: true, isLast: false };

/**
 * Cuts the bytes of a text into pieces at line ends, wherever the chunks were cut: UTF-8, or UTF-16 with a byte order mark. That
 * mark is dropped, and a carriage return alone is a line end too where it is that of the first line. When the chunks
 * end with an error, the line that was cut there is not given: half a number is another number.
 */
export async function* textPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextPiece> {
  const { head, all } = await withHead(lineFeeds(utf8Bytes(gatheredChunks(chunks))), 3);
  let start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  /** The beginning of a line whose end has not come yet. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  /** Whether that line is too long already. */
  let skipping = false;

  for await (const chunk of all) {
    // No whole line inside such a part can be too long.
    for (let from = start; from < chunk.length; from += MAX_ROW) {
      const part = chunk.subarray(from, from + MAX_ROW);
      let at = 0;
      if (heldBytes > 0 || skipping) {
        const end = part.indexOf(10);
        if (end >= 0) {
          if (skipping || heldBytes + end > MAX_ROW) yield TOO_LONG;
          else yield piece(utf8Text(Buffer.concat([...held, part.subarray(0, end + 1)])));
          held = [];
          heldBytes = 0;
          skipping = false;
          at = end + 1;
        }
      }
      const end = part.lastIndexOf(10) + 1;
      if (end > at) yield piece(utf8Text(part.subarray(at, end)));
      const rest = part.subarray(Math.max(at, end));
      if (rest.length > 0 && !skipping) {
        held.push(rest);
        heldBytes += rest.length;
        if (heldBytes > MAX_ROW) {
          held = [];
          heldBytes = 0;
          skipping = true;
        }
      }
    }
    start = 0;
  }
  if (skipping) yield TOO_LONG;
  yield { text: utf8Text(Buffer.concat(held)), isTooLong: false, isLast: true };
}

function piece(text: string): TextPiece {
  return { text, isTooLong: false, isLast: false };
}
