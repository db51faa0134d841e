import { setImmediate } from 'node:timers/promises';

/** Milliseconds that readers may hold the event loop before they give way. */
const TURN_MS = 5;

let began = Number.NEGATIVE_INFINITY;
let next: Promise<void> | undefined;

/** Whether readers have held the event loop long enough. */
export function isTurnOver(): boolean {
  return performance.now() - began >= TURN_MS;
}

/**
 * Yields to everything else in the process once readers have held the event loop for a few milliseconds. All readers share that
 * time, so that many hold it no longer than one.
 */
export async function giveWay(): Promise<void> {
  if (!isTurnOver()) return;
  next ??= setImmediate().then(() => {
    began = performance.now();
    next = undefined;
  });
  await next;
}
