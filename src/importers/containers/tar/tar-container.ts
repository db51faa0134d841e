import { plainText } from '../../../model/plain-text.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import type { Container } from '../container.ts';
import type { PackedFile } from '../packed-file.ts';
import { ByteReader } from './byte-reader.ts';
import { isTarSize, tarHeader } from './tar-header.ts';

const BLOCK = 512;
/** Longer names and lists of attributes are in no archive of files. */
const MOST_HEADER_BYTES = 64 * 1024;

/** POSIX's, and GNU's. Its NUL or its two blanks keep text from being taken for it, so that a damaged header is told as such. */
const MAGIC = /^ustar(?:\0| {2}\0)/;

/** Tar: ustar, pax (POSIX.1-2001) and GNU's long names, front to back. */
export const tarContainer: Container = {
  name: 'a tar archive',
  begins: (head) => head.length >= BLOCK && MAGIC.test(head.toString('latin1', 257, 265)),
  members: (file) => membersOf(file, 0),
};

/** The members from number `first` on. */
async function* membersOf(file: PackedFile, first: number): AsyncGenerator<PackedFile> {
  const reader = new ByteReader(file.open());
  try {
    let path: string | undefined;
    let size: number | undefined;
    for (let number = 0; ; ) {
      const block = await reader.take(BLOCK);
      // Two blocks of zeros end an archive; some end without.
      if (block.length === 0 || block.every((byte) => byte === 0)) return;
      const header = block.length < BLOCK ? undefined : tarHeader(block);
      if (header === undefined) throw damaged(file.name);
      if (header.type === 'L') path = (await headerText(file.name, reader, header.size)).replace(/\0.*$/s, '');
      else if (header.type === 'x') {
        const attributes = paxAttributes(await headerText(file.name, reader, header.size));
        path = attributes.get('path') ?? path;
        size = attributes.has('size') ? Number(attributes.get('size')) : size;
        if (size !== undefined && !isTarSize(size)) throw damaged(file.name);
      } else {
        const length = size ?? header.size;
        const name = `${file.name}/${plainText(path ?? header.path)}`;
        path = undefined;
        size = undefined;
        const isFile = header.type === '0' || header.type === '7';
        const own = number;
        if (isFile) number += 1;
        const content = reader.part(length);
        if (isFile && own >= first) {
          // The first time it is read where it stands; once more, from the beginning of the archive.
          let isOpened = false;
          yield {
            name,
            isOnce: file.isOnce,
            open: () => {
              if (isOpened) return again(file, own);
              isOpened = true;
              return whole(name, content, length);
            },
          };
        }
        await content.skip();
        await reader.part((BLOCK - (length % BLOCK)) % BLOCK).skip();
      }
    }
  } finally {
    await reader.close();
  }
}

function damaged(name: string): PulsebaseError {
  return new PulsebaseError(
    'INVALID_FILE',
    `${name} is damaged, or cut off: a header of its tar archive cannot be read; fetch it again`,
  );
}

async function* again(file: PackedFile, number: number): AsyncGenerator<Buffer> {
  for await (const member of membersOf(file, number)) {
    yield* member.open();
    return;
  }
}

async function* whole(name: string, content: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let come = 0;
  for await (const chunk of content) {
    come += chunk.length;
    yield chunk;
  }
  if (come < length)
    throw new PulsebaseError('INVALID_FILE', `${name} is cut off: the tar archive ends in it; fetch it again`);
}

/** The text of a header that belongs to the next member. */
async function headerText(name: string, reader: ByteReader, size: number): Promise<string> {
  if (!(size <= MOST_HEADER_BYTES)) {
    throw new PulsebaseError(
      'INVALID_FILE',
      `${name} holds a tar header of ${size} bytes; ${MOST_HEADER_BYTES} are read at most`,
    );
  }
  const bytes = await reader.take(size);
  await reader.part((BLOCK - (size % BLOCK)) % BLOCK).skip();
  return bytes.toString();
}

/** Lines `<length> <key>=<value>`. */
function paxAttributes(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const match = /^\d+ ([^=]+)=(.*)$/.exec(line);
      return match === null ? [] : [[match[1]!, match[2]!] as const];
    }),
  );
}
