/** A receiver may ask for no longer pause: an alarm must not wait for the whim of a proxy. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Milliseconds that a receiver asks to be left alone, from 0 to {@link MAX_RETRY_AFTER_MS}; 0 when its header says nothing.
 *
 * @param date Its own header `Date`: against that a date is measured, so that no clock must be right.
 */
export function retryAfter(header: string | undefined, date: string | undefined): number {
  if (header === undefined) return 0;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(date ?? '');
  return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : 0;
}
