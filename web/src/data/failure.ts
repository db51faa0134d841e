import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';

/** Why something could not be loaded or done, for people. */
export interface Failure {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | undefined;
}

const requestIds = new WeakMap<object, string>();

/** Remembers which request an error answers. */
export function noteRequest(error: unknown, requestId: string | undefined): void {
  if (typeof error === 'object' && error !== null && requestId !== undefined) requestIds.set(error, requestId);
}

export function failureOf(error: unknown): Failure {
  const requestId = typeof error === 'object' && error !== null ? requestIds.get(error) : undefined;
  if (error instanceof PulsebaseError) return { code: error.code, detail: error.message, requestId };
  return { code: 'UNEXPECTED', detail: error instanceof Error ? error.message : String(error), requestId };
}

/** Whether nobody waits for the answer any more. */
export function isAborted(error: unknown): boolean {
  return error instanceof PulsebaseError && error.code === 'ABORTED';
}
