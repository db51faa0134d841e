import { signal } from '@preact/signals';

/** Since when the service has not been reached, and when it answered last, in Unix milliseconds; `undefined` while all is well. */
export const lost = signal<{ readonly lastAnswer: number | undefined } | undefined>(undefined);

let lastAnswer: number | undefined;

/** The service has answered. */
export function answered(): void {
  lastAnswer = Date.now();
  if (lost.peek() !== undefined) lost.value = undefined;
}

/** The service cannot be reached. */
export function unreachable(): void {
  if (lost.peek() === undefined) lost.value = { lastAnswer };
}
