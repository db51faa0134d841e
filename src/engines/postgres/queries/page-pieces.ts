import type { Level } from '../../../window/bucket.ts';
import { type PagePiece, ROLLUPS } from '../rollups/rollup-pages.ts';
import type { Parameters } from '../statements/parameters.ts';

/** The condition on the pages of a piece. */
export function pageCondition(level: Level, { first, last }: PagePiece, parameters: Parameters): string {
  const { page } = ROLLUPS[level];
  if (first === last) return `${page} = ${parameters.add(first, 'integer')}`;
  return `${page} BETWEEN ${parameters.add(first, 'integer')} AND ${parameters.add(last, 'integer')}`;
}

/** The total of a piece's buckets within one page: the difference of two elements of `counts` or `sums`. */
export function pieceTotal(column: 'counts' | 'sums', { from, to }: PagePiece, parameters: Parameters): string {
  const end = to === undefined ? `cardinality(${column})` : parameters.add(to + 1, 'integer');
  const all = `${column}[${end}]`;
  return from === 0 ? all : `${all} - ${column}[${parameters.add(from + 1, 'integer')}]`;
}

/** How many of a piece's buckets within one page hold readings. */
export function bucketsInUse(piece: PagePiece, parameters: Parameters): string {
  if (piece.from === 0 && piece.to === undefined) return 'filled';
  return `(SELECT count(*) FROM ${pieceIndexes(piece, parameters)} WHERE counts[index + 2] > counts[index + 1])`;
}

/** The indexes of a piece's buckets as rows of a column `index`. */
export function pieceIndexes({ from, to }: PagePiece, parameters: Parameters): string {
  const end = to === undefined ? 'cardinality(mins)' : parameters.add(to, 'integer');
  return `generate_series(${parameters.add(from, 'integer')}, ${end} - 1) AS indexes (index)`;
}

/** The total of the bucket at `index`. */
export function bucketTotal(column: 'counts' | 'sums'): string {
  return `(${column}[index + 2] - ${column}[index + 1])::bigint`;
}
