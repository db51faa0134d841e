import type { Level } from '../../../window/bucket.ts';
import { pageColumns } from './page-columns.ts';
import { ROLLUPS } from './rollup-pages.ts';

/** SQL that writes pages which are not there yet, from a query that gives the columns in their order. */
export function insertPages(level: Level, query: string, columns = pageColumns(level)): string {
  return `INSERT INTO ${ROLLUPS[level].table} (${columns.join(', ')}) ${query}`;
}

/** The same where some are there already: what is given of them is replaced. */
export function putPages(level: Level, query: string, columns = pageColumns(level)): string {
  const key = ['user_id', ROLLUPS[level].page];
  const replaced = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  return `${insertPages(level, query, columns)} ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${replaced.join(', ')}`;
}
