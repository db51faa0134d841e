import type { LocalTime } from '../../importers/local-time.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Receipt } from '../../store/store.ts';
import { problemOf } from '../problems/problem-of.ts';
import { overloaded, ServiceError } from '../problems/service-error.ts';
import type { LoadLimits } from '../service-context.ts';
import { DEFAULT_REJECTIONS, EMPTY_RECEIPT, sumOfReceipts } from '../writes/receipt-sum.ts';
import type { RequestWrite } from '../writes/unit-of-work.ts';
import type { BodyFormat } from './body-kind.ts';
import { readingBody, SMALL_BODY_BYTES } from './reading-body.ts';

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
}

export interface TakenBody {
  readonly answer: Receipt & { readonly lastCommittedRow: number };
  readonly isSmall: boolean;
  /** Whose readings came, as far as anybody wants to know. */
  readonly users: ReadonlySet<number>;
}

/** Reads a body and commits it: a small one together with others, a large one batch by batch. */
export async function takeReadings(write: RequestWrite, taken: Body): Promise<TakenBody> {
  const { chunks, format, zone, expectedBytes = SMALL_BODY_BYTES, options, load, refusal } = taken;
  const users = new Set<number>();
  // Room for a small body is taken before it is read, so that memory does not grow with the number of senders.
  const release = reserve(load, Math.min(expectedBytes, SMALL_BODY_BYTES));
  let blocks: AsyncGenerator<ReadingBlock>;
  try {
    const body = await readingBody(chunks, format, zone);
    if (body.isSmall) {
      const { block } = body;
      if (block === undefined) return { answer: { ...EMPTY_RECEIPT, lastCommittedRow: 0 }, isSmall: true, users };
      addUsers(users, block);
      const lastRow = lastRowOf(block);
      const isPlain = options.dryRun !== true && options.unknownUsers !== 'create';
      const receipt = isPlain ? await write.together(block) : await write.batch(block, options);
      return {
        answer: answerOf(
          sumOfReceipts(EMPTY_RECEIPT, receipt, options.maxRejections ?? DEFAULT_REJECTIONS),
          lastRow,
          options,
        ),
        isSmall: true,
        users,
      };
    }
    blocks = body.blocks;
  } finally {
    release();
  }
  if (load.uploads >= load.maxUploads) throw overloaded('too many large bodies at once; send it again in a moment', 5);
  load.uploads += 1;
  try {
    return { answer: await takeBatches(write, whileOpen(blocks, refusal), options, users), isSmall: false, users };
  } finally {
    load.uploads -= 1;
  }
}

async function takeBatches(
  write: RequestWrite,
  blocks: AsyncGenerator<ReadingBlock>,
  options: BodyOptions,
  users: Set<number>,
): Promise<TakenBody['answer']> {
  let receipt = EMPTY_RECEIPT;
  let lastRow = 0;
  try {
    for await (const block of blocks) {
      const last = lastRowOf(block);
      addUsers(users, block);
      receipt = sumOfReceipts(receipt, await write.batch(block, options), options.maxRejections ?? DEFAULT_REJECTIONS);
      lastRow = last;
    }
  } catch (cause) {
    const { status, problem, retryAfter } = problemOf(cause, '');
    const { lastCommittedRow } = answerOf(receipt, lastRow, options);
    throw new ServiceError(status, problem.code, `${problem.detail} Rows up to ${lastCommittedRow} are committed.`, {
      cause,
      committed: { lastCommittedRow, receipt },
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
  return answerOf(receipt, lastRow, options);
}

/** A service that stops takes no further batch. */
async function* whileOpen(
  blocks: AsyncGenerator<ReadingBlock>,
  refusal: () => string | undefined,
): AsyncGenerator<ReadingBlock> {
  for await (const block of blocks) {
    const reason = refusal();
    if (reason !== undefined) throw overloaded(reason, 5);
    yield block;
  }
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

function answerOf(receipt: Receipt, lastRow: number, { dryRun }: BodyOptions): TakenBody['answer'] {
  return { ...receipt, lastCommittedRow: dryRun === true ? 0 : lastRow };
}

function lastRowOf({ length, rows, rejected }: ReadingBlock): number {
  return rejected.reduce((last, { row }) => Math.max(last, row), length === 0 ? 0 : rows[length - 1]!);
}

function addUsers(users: Set<number>, { length, userIds }: ReadingBlock): void {
  for (let at = 0; at < length && users.size < MAX_USERS; at += 1) users.add(userIds[at]!);
}
