import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openSingleImport } from '../../harness/open-single-import.ts';
import { ImportJob } from '../../src/importers/import-job.ts';
import type { ImportFileOptions } from '../../src/importers/open-import.ts';
import type { ReadingFormat } from '../../src/importers/reading-format.ts';
import type { ReadingBlock } from '../../src/model/reading-block.ts';

/** A reading as [line, user id, ISO instant, bpm]. */
export type Row = readonly [line: number, userId: number, instant: string, heartRate: number];

export interface Outcome {
  readonly rows: readonly Row[];
  /** `line reason`, in order. */
  readonly rejected: readonly string[];
  readonly messages: readonly string[];
  /** What the blocks ended with, if not well. */
  readonly error: unknown;
}

const folder = mkdtempSync(join(tmpdir(), 'pulsebase-importers-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** Writes a file that is removed after the tests. Its name tells nothing of its format. */
export function fileOf(content: string | Uint8Array, ending = '.dat'): string {
  files += 1;
  const file = join(folder, `${files}${ending}`);
  writeFileSync(file, content);
  return file;
}

/** Imports content through a file. */
export async function readImport(
  content: string | Uint8Array,
  options: Partial<ImportFileOptions> = {},
): Promise<Outcome> {
  const source = await openSingleImport(fileOf(content), { format: 'auto', ...options });
  return outcome(source.blocks());
}

/** Reads chunks of bytes in a format. */
export async function readChunks(chunks: readonly Buffer[], format: ReadingFormat): Promise<Outcome> {
  const readings = await format.open({ name: 'the chunks', chunks: generate(chunks) }, new ImportJob());
  return outcome(readings.blocks({}));
}

export async function* generate<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function outcome(blocks: AsyncIterable<ReadingBlock>): Promise<Outcome> {
  const rows: Row[] = [];
  const rejected: string[] = [];
  const messages: string[] = [];
  try {
    for await (const block of blocks) {
      for (let at = 0; at < block.length; at += 1) {
        const instant = new Date(block.timestamps[at]!).toISOString();
        rows.push([block.rows[at]!, block.userIds[at]!, instant, block.heartRates[at]! / 1000]);
      }
      for (const { row, reason, message } of block.rejected) {
        rejected.push(`${row} ${reason}`);
        messages.push(message);
      }
    }
  } catch (error) {
    return { rows, rejected, messages, error };
  }
  return { rows, rejected, messages, error: undefined };
}

/** Cuts bytes at positions given as shares from 0 to 1. */
export function cutBytes(bytes: Buffer, shares: readonly number[]): Buffer[] {
  const ends = [...shares.map((share) => Math.floor(share * bytes.length)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end)).filter((chunk) => chunk.length > 0);
}
