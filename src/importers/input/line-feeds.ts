import { MAX_ROW } from '../max-row.ts';
import { withHead } from './with-head.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The same bytes, where the first line ends with a carriage return alone, as on old Macs, with a line feed for each of those. Other
 * bytes are not looked at: to find the returns of a file with CRLF costs a tenth of all that reading it does.
 */
export async function* lineFeeds(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { head, all } = await withHead(chunks, (bytes) => firstEnd(bytes) !== undefined);
  const isAll = head[head.length - 1] === CARRIAGE_RETURN && !head.includes(LINE_FEED);
  if (firstEnd(head) !== 'return' && !isAll) {
    yield* all;
    return;
  }
  /** The last byte was a carriage return, and is held until the next is known. */
  let isHeld = false;
  for await (const chunk of all) {
    if (chunk.length === 0) continue;
    const bytes = Buffer.concat(isHeld ? [RETURN, chunk] : [chunk]);
    isHeld = bytes[bytes.length - 1] === CARRIAGE_RETURN;
    const end = isHeld ? bytes.length - 1 : bytes.length;
    for (let at = 0; at < end; at += 1) {
      if (bytes[at] === CARRIAGE_RETURN && bytes[at + 1] !== LINE_FEED) bytes[at] = LINE_FEED;
    }
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (isHeld) yield Buffer.from([LINE_FEED]);
}

const RETURN = Buffer.from([CARRIAGE_RETURN]);

/** How the first line ends: with a carriage return alone, or otherwise; `undefined` when its end has not come. */
function firstEnd(bytes: Buffer): 'return' | 'feed' | undefined {
  const feed = bytes.indexOf(LINE_FEED);
  const at = bytes.indexOf(CARRIAGE_RETURN);
  if (at >= 0 && at < bytes.length - 1 && (feed < 0 || at < feed - 1)) return 'return';
  // No row is as long as that.
  return feed >= 0 || bytes.length > MAX_ROW ? 'feed' : undefined;
}
