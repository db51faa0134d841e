import { lstat, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../../../model/make-directory.ts';
import { PulsebaseError } from '../../../../model/pulsebase-error.ts';
import { engineError } from '../../engine-error.ts';
import type { ReadingColumns } from '../../schema/reading-columns.ts';
import { statOwnFile } from '../own-file.ts';
import { syncDirectory } from '../sync-directory.ts';
import { parseLog } from './log-record.ts';

const NAME = /^(\d{1,15})\.log$/;
const DAMAGED = /^\d{1,15}\.damaged$/;

/** Readings that a store's log held when it was opened. */
export interface LoggedReadings {
  /** The records whose readings the parts cannot hold yet. */
  readonly fresh: readonly ReadingColumns[];
  /** Those whose readings may be in the parts, since writing them there had begun. */
  readonly doubtful: readonly ReadingColumns[];
  /** The number of the segment that holds the fresh ones; those with lower numbers hold the doubtful ones. */
  readonly firstFresh: number;
  /** The highest number of a segment. */
  readonly last: number;
  /** Copies of segments that have lost acknowledged readings, from this opening or an earlier one. */
  readonly damaged: readonly string[];
}

export function segmentPath(directory: string, number: number): string {
  return join(directory, `${number}.log`);
}

/** The numbers of the segments of a log, in order. */
export async function segmentNumbers(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch(rethrow);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Reads the log of a store. A torn record at its very end, which nobody was told is written, is cut off.
 *
 * @param durable Whether what was read outlives a power cut from now on: a process that was killed may not have synced it, and
 *   whoever sends it again is told that it is there.
 * @throws PulsebaseError such as `STORE_UNWRITABLE`
 */
export async function readLog(directory: string, durable: boolean): Promise<LoggedReadings> {
  await ownDirectory(directory);
  const numbers = await segmentNumbers(directory);
  let firstFresh = 0;
  const [fresh, doubtful]: [ReadingColumns[], ReadingColumns[]] = [[], []];
  for (const [at, number] of numbers.entries()) {
    const path = segmentPath(directory, number);
    await statOwnFile(path);
    const bytes = await readFile(path).catch(rethrow);
    const { records, end, damagedBytes } = parseLog(bytes);
    const isLast = number === numbers.at(-1);
    const isTorn = end < bytes.length;
    await settle(path, isTorn && isLast ? end : undefined, durable);
    const isDamaged = damagedBytes > 0 || (isTorn && !isLast);
    const isFresh = isLast && !isDamaged;
    (isFresh ? fresh : doubtful).push(...records);
    if (!isFresh) firstFresh = number + 1;
    // What can be read goes into the parts, and the segment with it.
    if (isDamaged) await keepDamaged(directory, number, bytes, durable);
    // Segments are begun and removed in order.
    const before = numbers[at - 1] ?? number - 1;
    if (before < number - 1) await keepDamaged(directory, number - 1, Buffer.alloc(0), durable);
  }
  if (durable) await syncDirectory(directory);
  const names = await readdir(directory).catch(rethrow);
  const damaged = names.filter((name) => DAMAGED.test(name)).map((name) => join(directory, name));
  return { fresh, doubtful, damaged, firstFresh, last: numbers.at(-1) ?? 0 };
}

/** Cuts off the end of a segment, if one is given, and makes it durable. */
async function settle(path: string, end: number | undefined, durable: boolean): Promise<void> {
  try {
    await using file = await open(path, 'r+');
    if (end !== undefined) await file.truncate(end);
    if (durable) await file.sync();
  } catch (error) {
    throw engineError(error);
  }
}

/** Tells the next openings too that a segment has lost readings. */
async function keepDamaged(directory: string, number: number, bytes: Uint8Array, durable: boolean): Promise<void> {
  try {
    await using file = await open(join(directory, `${number}.damaged`), 'w', 0o600);
    await file.writeFile(bytes);
    if (durable) await file.sync();
  } catch (error) {
    throw engineError(error);
  }
}

async function ownDirectory(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw engineError(error);
  });
  if (found !== undefined && !found.isDirectory()) {
    throw new PulsebaseError('STORE_DAMAGED', `${path} is no directory, where the store has its log; move it away`);
  }
  try {
    makeDirectory(path, { mode: 0o700 });
  } catch (error) {
    throw engineError(error);
  }
}

function rethrow(error: unknown): never {
  throw engineError(error);
}
