import type { DeviceShare } from '../../src/importers/device-tally.ts';
import { ImportJob, type ImportJobOptions, type PersonFacts } from '../../src/importers/import-job.ts';
import type { ReadingFormat } from '../../src/importers/reading-format.ts';
import type { ReadingBlock } from '../../src/model/reading-block.ts';
import { generate } from './read-import.ts';

/** What a format made of a file. */
export interface FormatOutcome {
  /** `user instant bpm`, in order; a user named by text stands in quotes. */
  readonly readings: readonly string[];
  /** `row reason: message`, in order. */
  readonly rejected: readonly string[];
  readonly leftOut: { readonly [reason: string]: number };
  readonly devices: readonly DeviceShare[];
  readonly warnings: readonly string[];
  readonly people: readonly PersonFacts[];
  readonly isZoneUsed: boolean;
  /** What the blocks ended with, if not well. */
  readonly error: unknown;
}

/** Reads bytes, cut into chunks of so many, in a format; rows of nobody are of user 1. */
export async function readFormat(
  format: ReadingFormat,
  content: string | Uint8Array,
  { chunkBytes = 64 * 1024, ...options }: ImportJobOptions & { readonly chunkBytes?: number } = {},
): Promise<FormatOutcome> {
  const bytes = Buffer.from(content);
  const cut = () => {
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
    return generate(chunks);
  };
  const job = new ImportJob({ person: 1, ...options });
  const readings: string[] = [];
  const rejected: string[] = [];
  const people: PersonFacts[] = [];
  let error: unknown;
  try {
    const open = await format.open({ name: 'the file', chunks: cut(), reopen: async () => cut() }, job);
    for await (const block of open.blocks({})) {
      readings.push(...readingsOf(block));
      for (const { row, reason, message } of block.rejected) rejected.push(`${row} ${reason}: ${message}`);
      people.push(...job.takePeople());
    }
  } catch (cause) {
    error = cause;
  }
  people.push(...job.takePeople());
  return { readings, rejected, people, error, ...job.report() };
}

function readingsOf({ length, userIds, userNames, timestamps, heartRates }: ReadingBlock): string[] {
  return Array.from({ length }, (_, at) => {
    const id = userIds[at]!;
    const user = id < 0 ? JSON.stringify(userNames[-id - 1]) : id;
    return `${user} ${new Date(timestamps[at]!).toISOString()} ${heartRates[at]! / 1000}`;
  });
}
