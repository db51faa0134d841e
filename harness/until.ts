import { setTimeout as sleep } from 'node:timers/promises';

interface Patience {
  /** Milliseconds from one look to the next. */
  readonly every?: number;
  /** Seconds after which it is given up. */
  readonly seconds?: number;
}

/**
 * Waits until `look` finds something, and gives it: whatever is not false, `undefined`, 0 or empty. What it throws ends the
 * wait. The deadline turns a test that would hang into one that says what did not happen; no machine is slow enough to meet
 * it otherwise.
 *
 * @param what What is waited for, for the message; a function where that tells how far it came.
 */
export async function until<T>(
  what: string | (() => string),
  look: () => T | Promise<T>,
  { every = 10, seconds = 300 }: Patience = {},
): Promise<NonNullable<T>> {
  for (const end = Date.now() + seconds * 1000; ; await sleep(every)) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) {
      throw new Error(`waited ${seconds} s in vain for ${typeof what === 'string' ? what : what()}`);
    }
  }
}
