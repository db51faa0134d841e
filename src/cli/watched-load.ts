import { type ErrorCode, PulsebaseError } from '../model/pulsebase-error.ts';
import { EMPTY_RECEIPT } from '../store/empty-receipt.ts';
import type { ImportOptions, Receipt } from '../store/store.ts';
import { formatNumberOf } from './format/numbers.ts';

/** Advice after an interruption of a load whose rows may be sent again. */
export const KEPT_SO_FAR = 'what was written of them is kept; run the same command again to go on';

/** The result of a load: its counts are present whether it succeeded or not. */
export interface LoadResult {
  readonly receipt: Receipt;
  readonly ms: number;
  /** Why it stopped early; `undefined` when it completed. */
  readonly failure: unknown;
}

/**
 * Whether a load failed before any row was processed. Counts of zero would only bury the error; after an interruption they say
 * that nothing happened.
 */
export function isUntouched(receipt: Receipt, failure: unknown): boolean {
  const isFailure = failure instanceof Error && !(failure instanceof PulsebaseError && HARMLESS.has(failure.code));
  return receipt.read === 0 && isFailure;
}

const HARMLESS: ReadonlySet<ErrorCode> = new Set(['ABORTED', 'NOTHING_TAKEN']);

/**
 * Runs a load, keeps its counts even when it stops early, and distinguishes an interruption from a failure.
 *
 * @param afterStop What an interruption leaves, and how to continue.
 */
export async function watchedLoad(
  signal: AbortSignal,
  afterStop: string,
  onProgress: (receipt: Receipt) => void,
  load: (options: ImportOptions) => Promise<Receipt>,
): Promise<LoadResult> {
  const started = performance.now();
  let receipt = EMPTY_RECEIPT;
  let failure: unknown;
  try {
    receipt = await load({
      signal,
      onProgress: (sofar) => {
        receipt = sofar;
        onProgress(sofar);
      },
    });
  } catch (error) {
    failure = error;
  }
  // On an interruption a file reader may end, or fail in its own way.
  const stopped = signal.aborted && !(failure instanceof PulsebaseError && failure.code !== 'ABORTED');
  if (stopped) {
    failure = new PulsebaseError('ABORTED', `stopped after ${formatNumberOf(receipt.read, 'row')}; ${afterStop}`);
  }
  return { receipt, ms: performance.now() - started, failure };
}
