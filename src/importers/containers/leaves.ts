import { basename } from 'node:path';
import { withHead } from '../input/with-head.ts';
import type { Member } from './container.ts';
import type { PackedFile } from './packed-file.ts';
import { CONTAINERS } from './registry.ts';
import type { UnpackCounter } from './unpack-counter.ts';

const HEAD_BYTES = 4 * 1024;

/** A file that holds no others: a file as it lies there, or what was found in an archive. */
export interface Leaf {
  readonly name: string;
  readonly path?: string | undefined;
  /** Whether it was found in an archive. */
  readonly isMember: boolean;
  /** Whether it ends, or breaks off, within the bytes that formats are known by. */
  readonly isShort: boolean;
  /** Its bytes, once. */
  readonly chunks: AsyncGenerator<Buffer>;
  /** The same once more; left out where they come only once. */
  readonly reopen?: (() => Promise<AsyncGenerator<Buffer>>) | undefined;
}

/** A member of an archive that cannot be opened, or an archive that is damaged. */
export interface BrokenLeaf {
  readonly name: string;
  readonly failure: unknown;
}

/** What systems put beside the files of people. */
const HIDDEN = /(?:^|\/)(?:__MACOSX\/|\.[^/]*$)/;

/**
 * The files that a file holds, at all depths, in order; the file itself where it is not an archive. Each has to be read before
 * the next is asked for. A broken member does not stop the others.
 *
 * @throws what the bytes of the file itself throw, when it is not an archive.
 */
export async function* leavesOf(
  file: Member,
  counter: UnpackCounter,
  depth = 0,
  isMember = false,
): AsyncGenerator<Leaf | BrokenLeaf> {
  const open = () => (depth === 0 ? file.open() : counter.counted(file.open()));
  const chunks = open();
  const { head, all } = await withHead(chunks, HEAD_BYTES);
  const container = CONTAINERS.find((candidate) => candidate.begins(head));
  if (container === undefined) {
    const reopen = file.isOnce === true ? undefined : async () => open();
    yield { name: file.name, path: file.path, isMember, isShort: head.length < HEAD_BYTES, chunks: all, reopen };
    return;
  }
  let isFirst = true;
  const packed: PackedFile = {
    ...file,
    open: () => {
      if (!isFirst) return open();
      isFirst = false;
      return all;
    },
  };
  try {
    for await (const member of container.members(packed)) {
      const isWithin = isMember || member.isOnlyOne !== true;
      if (isWithin && HIDDEN.test(member.name.slice(file.name.length + 1))) continue;
      counter.countMember(depth + 1);
      try {
        yield* leavesOf(member, counter, depth + 1, isWithin);
      } catch (failure) {
        if (!isWithin) throw failure;
        yield { name: member.name, failure };
      }
    }
  } catch (failure) {
    if (!isMember) throw failure;
    yield { name: file.name, failure };
  } finally {
    await chunks.return(undefined);
  }
}

/** The last part of a name, as formats may want to know it. */
export function fileNameOf(name: string): string {
  return basename(name).replace(/\.gz$/, '');
}
