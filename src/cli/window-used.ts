import { requireWindow, type Window } from '../window/window.ts';
import { openWindow } from './open-window.ts';

const DATE_ALONE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Says which window is used where an end of it was left out or given as a date alone, which is its midnight; `undefined` where both
 * say it themselves.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT`, as `requireWindow`.
 */
export function windowUsed(given: { readonly from?: string; readonly to?: string }): string | undefined {
  const window: Window = requireWindow(openWindow(given));
  const ends = [given.from, given.to];
  if (ends.every((end) => end !== undefined && !DATE_ALONE.test(end.trim()))) return undefined;
  const from = given.from === undefined ? 'the first reading' : new Date(window.from).toISOString();
  const to = given.to === undefined ? 'the last reading' : new Date(window.to).toISOString();
  return `window: from ${from} to ${to}, both inclusive`;
}
