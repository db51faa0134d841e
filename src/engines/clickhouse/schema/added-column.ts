import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';

/** A column added to a table by a later version. Old rows have the empty value of its type. */
export interface AddedColumn {
  readonly table: TableName;
  readonly column: string;
  readonly type: string;
}

/** Adds a column that may already exist. Old servers have no `IF NOT EXISTS` for that. */
export async function addColumn(executor: Executor, { table, column, type }: AddedColumn): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const { database, stored } = executor.topology;
    const name = stored(table).slice('pulsebase.'.length);
    const [[count = 0] = []] = await queryIntegers(
      executor,
      `SELECT count() FROM system.columns
      WHERE database = ${sqlText(database)} AND table = ${sqlText(name)} AND name = ${sqlText(column)}`,
      1,
    );
    return count > 0;
  };
  if (await isThere()) return;
  try {
    await executor.alter(table, [`ADD COLUMN ${column} ${type}`]);
  } catch (error) {
    // Another process may have been first.
    if (!(await isThere())) throw error;
  }
}
