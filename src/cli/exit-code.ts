import { CommanderError } from 'commander';
import type { ErrorCode } from '../model/pulsebase-error.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_WRONG_USE = 2;
const EXIT_SIGNAL: { readonly [signal: string]: number } = { SIGINT: 130, SIGTERM: 143 };

/** Errors that are fixed by a different call. */
const WRONG_USE: ReadonlySet<ErrorCode> = new Set(['INVALID_ARGUMENT', 'INVALID_SETTING', 'UNKNOWN_ENGINE']);

/** Returns the exit code: 1 failure, 2 wrong usage, 130 or 143 stopped by a signal. */
export function exitCodeOf(error: unknown, signal: AbortSignal): number {
  if (signal.aborted && error instanceof PulsebaseError && error.code === 'ABORTED') {
    return exitCodeOfSignal(signal.reason);
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_WRONG_USE;
  return error instanceof PulsebaseError && WRONG_USE.has(error.code) ? EXIT_WRONG_USE : EXIT_FAILED;
}

export function exitCodeOfSignal(signal: unknown): number {
  return EXIT_SIGNAL[String(signal)] ?? EXIT_SIGNAL.SIGINT!;
}
