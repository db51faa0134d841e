import { type ErrorCode, PulsebaseError } from '../model/pulsebase-error.ts';
import { describeError } from './error-line.ts';
import type { FileResult } from './import-result.ts';

const FAULTS_OF_FILES: ReadonlySet<ErrorCode> = new Set(['FILE_UNREADABLE', 'INVALID_FILE', 'NOTHING_TAKEN']);

/** A file that is missing, not of its format or of no use says nothing about the next one; a full disk does. */
export function isFaultOfFile(failure: unknown): boolean {
  return failure instanceof PulsebaseError && FAULTS_OF_FILES.has(failure.code);
}

/** One line for all files at fault, so that the first is not lost among the others. */
export function throwFailures(results: readonly Pick<FileResult, 'failure'>[], files: number): void {
  const failed = results.filter(({ failure }) => failure !== undefined);
  const [first] = failed;
  if (first === undefined) return;
  const grave = failed.find(({ failure }) => !isFaultOfFile(failure)) ?? first;
  if (failed.length === 1 || !(grave.failure instanceof PulsebaseError) || !isFaultOfFile(grave.failure)) {
    throw grave.failure;
  }
  const messages = failed.map(({ failure }) => describeError(failure).message);
  throw new PulsebaseError(grave.failure.code, `${failed.length} of ${files} files failed: ${messages.join('; ')}`, {
    cause: grave.failure,
  });
}
