const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The same bytes with a line feed for every carriage return that has none behind it, as old Macs end lines. */
export async function* lineFeeds(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  /** The last byte was a carriage return, and is held until the next is known. */
  let isHeld = false;
  for await (let chunk of chunks) {
    if (chunk.length === 0) continue;
    if (isHeld) chunk = Buffer.concat([RETURN, chunk]);
    const first = chunk.indexOf(CARRIAGE_RETURN);
    if (first < 0) {
      isHeld = false;
      yield chunk;
      continue;
    }
    isHeld = chunk[chunk.length - 1] === CARRIAGE_RETURN;
    const bytes = isHeld ? chunk.subarray(0, -1) : chunk;
    if (bytes.length > 0) yield replaced(bytes, first);
  }
  if (isHeld) yield Buffer.from([LINE_FEED]);
}

const RETURN = Buffer.from([CARRIAGE_RETURN]);

/** Chunks may belong to others: they are copied before they are changed. */
function replaced(bytes: Buffer, from: number): Buffer {
  let changed: Buffer | undefined;
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] !== CARRIAGE_RETURN || bytes[at + 1] === LINE_FEED) continue;
    changed ??= Buffer.from(bytes);
    changed[at] = LINE_FEED;
  }
  return changed ?? bytes;
}
