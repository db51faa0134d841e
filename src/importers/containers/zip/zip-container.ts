import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { plainText } from '../../../model/plain-text.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { withFile } from '../../input/with-file.ts';
import type { Container } from '../container.ts';
import type { PackedFile } from '../packed-file.ts';

const MAGICS: ReadonlySet<string> = new Set(['PK\u0003\u0004', 'PK\u0005\u0006']);
/** An archive within an archive is read by position too: up to so many bytes in memory, larger ones from a copy. */
const MOST_IN_MEMORY = 64 * 1024 * 1024;
const UTF8_NAMES = 0x800;
/** What else is packed as a zip archive, by its first member. */
const WORKBOOKS: ReadonlySet<string> = new Set(['[Content_Types].xml', 'mimetype']);

const OPTIONS = { lazyEntries: true, autoClose: false, decodeStrings: false } as const;

/**
 * Zip, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, by its central directory: read front to back, a zip archive
 * may seem to hold what is not in it.
 */
export const zipContainer: Container = {
  name: 'a zip archive',
  begins: (head) => MAGICS.has(head.toString('latin1', 0, 4)),
  members: async function* (file) {
    if (file.path !== undefined) {
      const zip = await attempt(file.name, () => openPromise(file.path!, OPTIONS));
      yield* membersOf(file.name, zip, (bytes) => file.onRead?.(bytes));
      return;
    }
    const chunks = file.open();
    const { isWhole, held } = await firstBytes(chunks);
    if (isWhole) {
      const whole = Buffer.concat(held);
      yield* membersOf(file.name, await attempt(file.name, () => fromBufferPromise(whole, OPTIONS)));
      return;
    }
    const all = async function* () {
      yield* held;
      yield* chunks;
    };
    yield* withFile({ name: file.name, chunks: all() }, async function* (path) {
      yield* membersOf(file.name, await attempt(file.name, () => openPromise(path, OPTIONS)));
    });
  },
};

async function* membersOf(
  name: string,
  zip: ZipFile,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<PackedFile> {
  try {
    const entries = zip.eachEntry();
    for (let isFirst = true; ; isFirst = false) {
      const next = await attempt(name, () => entries.next());
      if (next.done === true) return;
      const entry: Entry = next.value;
      const path = pathOf(entry);
      if (isFirst && WORKBOOKS.has(path)) {
        throw new PulsebaseError('INVALID_FILE', `${name} is a workbook; save its sheet as CSV UTF-8, and import that`);
      }
      if (path.endsWith('/')) continue;
      const member = `${name}/${plainText(path)}`;
      yield { name: member, open: () => bytesOf(member, zip, entry, onRead) };
    }
  } finally {
    zip.close();
  }
}

/** The bytes of a member. Its checksum is compared in the end: what came before was given by then. */
async function* bytesOf(
  name: string,
  zip: ZipFile,
  entry: Entry,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  if (entry.isEncrypted())
    throw new PulsebaseError('INVALID_FILE', `${name} is encrypted; unpack it, and import what was in it`);
  if (!entry.canDecodeFileData()) {
    const method = `method ${entry.compressionMethod}`;
    throw new PulsebaseError(
      'INVALID_FILE',
      `${name} is packed by ${method}, which is not known; unpack it, and import what was in it`,
    );
  }
  const stream: Readable = await attempt(name, () => zip.openReadStreamPromise(entry));
  let checksum = 0;
  let unpacked = 0;
  try {
    const chunks = stream[Symbol.asyncIterator]();
    for (;;) {
      const next = (await attempt(name, () => chunks.next())) as IteratorResult<Buffer>;
      if (next.done === true) break;
      checksum = crc32(next.value, checksum);
      unpacked += next.value.length;
      onRead(entry.relativeOffsetOfLocalHeader + (entry.compressedSize * unpacked) / entry.uncompressedSize);
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
  if (checksum !== entry.crc32) {
    throw new PulsebaseError('INVALID_FILE', `${name} is damaged: its checksum is wrong; fetch the archive again`);
  }
}

function pathOf(entry: Entry): string {
  const bytes = entry.fileNameRaw;
  const isText = (entry.generalPurposeBitFlag & UTF8_NAMES) !== 0 || isUtf8(bytes);
  return bytes.toString(isText ? 'utf8' : 'latin1').replaceAll('\\', '/');
}

/** As many bytes as are kept in memory; the chunks go on behind them. */
async function firstBytes(chunks: AsyncGenerator<Buffer>): Promise<{ isWhole: boolean; held: Buffer[] }> {
  const held: Buffer[] = [];
  for (let bytes = 0; bytes <= MOST_IN_MEMORY; ) {
    const next = await chunks.next();
    if (next.done === true) return { isWhole: true, held };
    held.push(next.value);
    bytes += next.value.length;
  }
  return { isWhole: false, held };
}

/** @throws PulsebaseError `INVALID_FILE` for whatever the library finds wrong. */
async function attempt<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PulsebaseError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError(
      'INVALID_FILE',
      `${name} is damaged, or not a whole zip archive (${reason}); fetch it again`,
      { cause },
    );
  }
}
