/** Of the connections, writes take one in so many at most: queries need the others. */
const SHARE = 4;
/** More at once make groups of small bodies smaller, and each commit costs the server about the same (docs/performance.md). */
const MOST = 4;

/** How many writes are carried out at once over a pool of so many connections. */
export function concurrentWrites(connections: number): number {
  return Math.max(1, Math.min(MOST, Math.floor(connections / SHARE)));
}
