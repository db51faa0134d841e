import { setImmediate } from 'node:timers/promises';

/** How long readers hold the event loop before others have their turn, in milliseconds. */
const TURN_MS = 5;

let began = Number.NEGATIVE_INFINITY;
let next: Promise<void> | undefined;

/** Whether readers have held the event loop long enough. */
export function isTurnOver(): boolean {
  return performance.now() - began >= TURN_MS;
}

/**
 * Lets everything else in the process have its turn once readers have held the event loop for a few milliseconds. All readers
 * share that time, so that many of them hold it no longer than one.
 */
export async function giveWay(): Promise<void> {
  if (!isTurnOver()) return;
  next ??= setImmediate().then(() => {
    began = performance.now();
    next = undefined;
  });
  await next;
}
