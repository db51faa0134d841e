import { sqlInteger } from '../statements/sql-integers.ts';

/** The condition on roll-ups whose bucket ids are from `first` to `last`; the tables are sorted by them. */
export function bucketsWithin(first: number, last: number): string {
  return `slot >= ${sqlInteger(first)} AND slot <= ${sqlInteger(last)}`;
}
