const DAY_MS = 86_400_000;

/**
 * The first instant whose readings are kept (Unix ms, midnight UTC): those of today and of so many UTC days before it.
 *
 * @param days 1 or more.
 */
export function retentionStart(days: number, now: number): number {
  return Math.max(0, now - (now % DAY_MS) - days * DAY_MS);
}
