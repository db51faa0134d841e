/** An instant as SQL text in UTC: `2023-05-10 05:17:03.123`. */
export function timestampText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}
