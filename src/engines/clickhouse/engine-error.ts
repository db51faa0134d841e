import { type ErrorCode, PulsebaseError } from '../../model/pulsebase-error.ts';

/** Error numbers of ClickHouse (src/Common/ErrorCodes.cpp) that callers can do something about. */
const CODES: ReadonlyMap<number, readonly [code: ErrorCode, message: string]> = new Map([
  [241, ['MEMORY_LIMIT', 'the engine reached its memory limit; ask for less at once or raise MEMORY_LIMIT']],
  [159, ['TIMEOUT', 'the engine took longer than the time limit; ask for less or raise QUERY_TIMEOUT']],
  [243, ['DISK_FULL', 'the disk of the store is full; free some space and try again']],
  [40, ['STORE_DAMAGED', 'the store holds damaged data (a checksum does not match); restore it from a backup']],
  [271, ['STORE_DAMAGED', 'the store holds damaged data (it cannot be decompressed); restore it from a backup']],
]);

/** What a failure of a ClickHouse means for callers: one line with a stable code. The number is read from the text, since old servers send no name. */
export function engineError(cause: unknown): PulsebaseError {
  if (cause instanceof PulsebaseError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/No space left on device|errno: 28\b/.test(text)) return known(CODES.get(243)!, cause);
  if (/Read-only file system|errno: 30\b|Permission denied|errno: 13\b/.test(text)) {
    return known(['STORE_UNWRITABLE', 'the store cannot be written; check its permissions and mount'], cause);
  }
  const number = Number(/Code: (\d+)/.exec(text)?.[1]);
  const meaning = CODES.get(number);
  if (meaning !== undefined) return known(meaning, cause);
  const line = text.split('\n', 1)[0]!.slice(0, 300);
  return new PulsebaseError('ENGINE_FAILED', `the engine failed: ${line}`, { cause });
}

function known([code, message]: readonly [ErrorCode, string], cause: unknown): PulsebaseError {
  return new PulsebaseError(code, message, { cause });
}
