import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Piece } from './export-format.ts';

/** A file of an archive. */
export interface ZipMember {
  /** Its path, with `/` between folders. */
  readonly path: string;
  readonly pieces: AsyncIterable<Piece> | Iterable<Piece>;
}

/** Sizes and positions have 32 bits. */
const MOST_BYTES = 2 ** 32 - 1;
const VERSION = 20;
/** Names are UTF-8, and sizes stand behind the bytes, where they are known. */
const FLAGS = 0x0808;
const DEFLATE = 8;

/**
 * The bytes of a zip archive, as its members come: nothing of them is kept. An archive, and each of its members, takes 4 GiB at
 * most. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @param now When it was written, Unix milliseconds; from 1980 on.
 * @throws PulsebaseError `UNSUPPORTED` when it would be larger, and what the pieces throw.
 */
export async function* zipPieces(
  members: AsyncIterable<ZipMember> | Iterable<ZipMember>,
  now: number,
): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  const counted = (bytes: Uint8Array) => {
    offset += bytes.length;
    if (offset > MOST_BYTES) throw new PulsebaseError('UNSUPPORTED', 'the archive would be larger than 4 GiB');
    return bytes;
  };
  for await (const { path, pieces } of members) {
    const name = Buffer.from(path);
    const start = offset;
    yield counted(Buffer.concat([signature(3, 4), head(now, { crc: 0, packed: 0, size: 0 }, name), name]));
    const content = { crc: 0, packed: 0, size: 0 };
    for await (const packed of deflated(pieces, content)) {
      content.packed += packed.length;
      yield counted(packed);
    }
    if (content.size > MOST_BYTES) throw new PulsebaseError('UNSUPPORTED', `${path} is larger than 4 GiB`);
    yield counted(Buffer.concat([signature(7, 8), words(content.crc, content.packed, content.size)]));
    directory.push(
      // Behind the name no comment, no disk, no attributes but those of a file that its owner may read.
      Buffer.concat([
        signature(1, 2),
        shorts(VERSION),
        head(now, content, name),
        shorts(0, 0, 0),
        words(0, start),
        name,
      ]),
    );
  }
  const central = Buffer.concat(directory);
  const [count, start] = [directory.length, offset];
  yield counted(
    Buffer.concat([central, signature(5, 6), shorts(0, 0, count, count), words(central.length, start), shorts(0)]),
  );
}

interface Content {
  crc: number;
  /** Bytes as packed, and as they are. */
  packed: number;
  size: number;
}

/** What stands in front of a member, and again in the directory. */
function head(now: number, { crc, packed, size }: Content, name: Buffer): Buffer {
  const time = new Date(now);
  const date = ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return Buffer.concat([
    shorts(VERSION, FLAGS, DEFLATE, clock, date),
    words(crc, packed, size),
    shorts(name.length, 0),
  ]);
}

/** The packed bytes of a member; counts what goes in. */
async function* deflated(pieces: ZipMember['pieces'], content: Content): AsyncGenerator<Buffer> {
  async function* watched(): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece);
      content.crc = crc32(bytes, content.crc);
      content.size += bytes.length;
      yield bytes;
    }
  }
  const deflate = createDeflateRaw();
  // What fails on the way in comes out of the stream as its error.
  const fed = pipeline(watched(), deflate).catch(() => {});
  try {
    yield* deflate as AsyncIterable<Buffer>;
  } finally {
    await fed;
  }
}

function signature(first: number, second: number): Buffer {
  return Buffer.from([0x50, 0x4b, first, second]);
}

function shorts(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, 2 * at);
  return bytes;
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, 4 * at);
  return bytes;
}
