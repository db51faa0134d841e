import type { TableName } from './table-names.ts';

/** What is done to a table, one after the other in one statement. */
export type Alteration = readonly [table: TableName, actions: readonly string[]];
