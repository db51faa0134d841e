import { EMPTY_RECEIPT } from '../../store/empty-receipt.ts';
import type { Receipt } from '../../store/store.ts';
import { sumOfReceipts } from '../../store/sum-of-receipts.ts';
import { problemOf } from '../problems/problem-of.ts';
import { overloaded, ServiceError } from '../problems/service-error.ts';
import type { LoadLimits } from '../service-context.ts';

export interface BatchTaking<T> {
  readonly batches: AsyncIterable<T>;
  /** Commits one batch. */
  readonly commit: (batch: T) => Promise<Receipt>;
  /** Left out where rows are numbered in each of several files. */
  readonly lastRowOf?: (batch: T) => number;
  readonly maxRejections: number;
  readonly load: LoadLimits;
  /** Why the service is stopping, if it is: no further batch is accepted then. */
  readonly refusal: () => string | undefined;
  /** Whether it does not count towards the limit of large bodies: it is small, or was counted already. */
  readonly isSmall?: boolean;
  /** Whether nothing is written, so that no row counts as committed. */
  readonly isDryRun?: boolean;
}

export interface TakenBatches {
  readonly receipt: Receipt;
  readonly lastCommittedRow: number;
}

/**
 * Commits a body batch by batch; only a few large bodies at a time.
 *
 * @throws ServiceError If the body breaks off, or a batch fails: it says how far the body was committed.
 */
export async function takeBatches<T>(taking: BatchTaking<T>): Promise<TakenBatches> {
  const { batches, commit, lastRowOf, maxRejections, load, refusal } = taking;
  const { isSmall = false, isDryRun = false } = taking;
  const release = isSmall ? () => {} : acquireUpload(load);
  let receipt = EMPTY_RECEIPT;
  let lastCommittedRow = 0;
  try {
    for await (const batch of batches) {
      const reason = refusal();
      if (reason !== undefined) throw overloaded(reason, 5);
      // A store may remove rows from the block passed to it.
      const last = lastRowOf?.(batch) ?? 0;
      receipt = sumOfReceipts(receipt, await commit(batch), maxRejections);
      if (!isDryRun) lastCommittedRow = last;
    }
    return { receipt, lastCommittedRow };
  } catch (cause) {
    const { status, problem, retryAfter } = problemOf(cause, '');
    const what = problem.detail.replace(/\.$/, '');
    const known = lastRowOf === undefined ? 'the rows in the receipt' : `rows up to ${lastCommittedRow}`;
    const kept = isDryRun && lastRowOf === undefined ? 'no rows' : known;
    throw new ServiceError(status, problem.code, `${what}; ${kept} are committed`, {
      cause,
      committed: lastRowOf === undefined ? { receipt } : { lastCommittedRow, receipt },
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  } finally {
    release();
  }
}

/**
 * Counts a large body; returns the function that ends it.
 *
 * @throws ServiceError `OVERLOADED` if as many as may be are under way.
 */
export function acquireUpload(load: LoadLimits): () => void {
  if (load.uploads >= load.maxUploads) {
    throw overloaded('too many large bodies at once; send it again in a moment', 5);
  }
  load.uploads += 1;
  return () => {
    load.uploads -= 1;
  };
}
