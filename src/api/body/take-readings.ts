import type { LocalTime } from '../../importers/local-time.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Receipt } from '../../store/store.ts';
import { overloaded } from '../problems/service-error.ts';
import type { LoadLimits } from '../service-context.ts';
import { DEFAULT_REJECTIONS, EMPTY_RECEIPT, sumOfReceipts } from '../writes/receipt-sum.ts';
import type { RequestWrite } from '../writes/unit-of-work.ts';
import type { BodyFormat } from './body-kind.ts';
import { readingBody, SMALL_BODY_BYTES } from './reading-body.ts';
import { takeBatches } from './take-batches.ts';

/** Users whom the audit log may have to name. */
const MAX_USERS = 1001;

export interface BodyOptions {
  readonly unknownUsers?: 'reject' | 'create';
  readonly dryRun?: boolean;
  readonly timezone?: string;
  readonly maxRejections?: number;
}

export interface Body {
  readonly chunks: AsyncGenerator<Buffer>;
  readonly format: BodyFormat;
  readonly zone: LocalTime;
  /** As the sender says; `undefined` when he does not. */
  readonly expectedBytes: number | undefined;
  readonly options: BodyOptions;
  readonly load: LoadLimits;
  /** Why the service stops, once it does. */
  readonly refusal: () => string | undefined;
  /** Filled with those whose readings come, as far as anybody wants to know. */
  readonly users: Set<number>;
}

export interface TakenBody {
  readonly answer: Receipt & { readonly lastCommittedRow: number };
  readonly isSmall: boolean;
}

/** Reads a body and commits it: a small one together with others, a large one batch by batch. */
export async function takeReadings(write: RequestWrite, taken: Body): Promise<TakenBody> {
  const { chunks, format, zone, expectedBytes = SMALL_BODY_BYTES, options, load, refusal, users } = taken;
  const maxRejections = options.maxRejections ?? DEFAULT_REJECTIONS;
  // Room for a small body is taken before it is read, so that memory does not grow with the number of senders.
  const release = reserve(load, Math.min(expectedBytes, SMALL_BODY_BYTES));
  let blocks: AsyncGenerator<ReadingBlock>;
  try {
    const body = await readingBody(chunks, format, zone);
    if (body.isSmall) {
      const { block } = body;
      if (block === undefined) return { answer: { ...EMPTY_RECEIPT, lastCommittedRow: 0 }, isSmall: true };
      addUsers(users, block);
      const lastCommittedRow = options.dryRun === true ? 0 : lastRowOf(block);
      const isPlain = options.dryRun !== true && options.unknownUsers !== 'create';
      const receipt = isPlain ? await write.together(block) : await write.batch(block, options);
      return {
        answer: { ...sumOfReceipts(EMPTY_RECEIPT, receipt, maxRejections), lastCommittedRow },
        isSmall: true,
      };
    }
    blocks = body.blocks;
  } finally {
    release();
  }
  const { receipt, lastCommittedRow } = await takeBatches({
    batches: blocks,
    commit: (block) => {
      addUsers(users, block);
      return write.batch(block, options);
    },
    lastRowOf,
    maxRejections,
    load,
    refusal,
    isDryRun: options.dryRun === true,
  });
  return { answer: { ...receipt, lastCommittedRow }, isSmall: false };
}

function reserve(load: LoadLimits, bytes: number): () => void {
  if (load.pendingBytes + bytes > load.maxPendingBytes) {
    throw overloaded('too many readings wait to be written; send them again in a moment');
  }
  load.pendingBytes += bytes;
  return () => {
    load.pendingBytes -= bytes;
  };
}

function lastRowOf({ length, rows, rejected }: ReadingBlock): number {
  return rejected.reduce((last, { row }) => Math.max(last, row), length === 0 ? 0 : rows[length - 1]!);
}

function addUsers(users: Set<number>, { length, userIds }: ReadingBlock): void {
  for (let at = 0; at < length && users.size < MAX_USERS; at += 1) users.add(userIds[at]!);
}
