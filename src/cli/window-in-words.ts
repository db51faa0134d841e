import type { Window } from '../window/window.ts';

/** The ends of a window that were given, as they were read: a date alone has become its midnight. */
export function windowInWords(
  given: { readonly from?: string; readonly to?: string },
  window: Window,
): { readonly words: string; readonly ends: { readonly from?: string; readonly to?: string } } {
  const from = given.from === undefined ? undefined : new Date(window.from).toISOString();
  const to = given.to === undefined ? undefined : new Date(window.to).toISOString();
  const since = from === undefined ? '' : ` from ${from}`;
  const until = to === undefined ? '' : from === undefined ? ` up to ${to}` : ` to ${to}`;
  return {
    words: `${since}${until}`,
    ends: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
  };
}
