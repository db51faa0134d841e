/** The tables of a store that hold data. */
export const TABLE_NAMES = ['migrations', 'users', 'readings', 'rollups', 'hours_by_user'] as const;

/** The tables in which several processes note what they do. */
export const JOURNAL_TABLES = ['journal', 'versions', 'processes'] as const;

export type TableName = (typeof TABLE_NAMES)[number] | (typeof JOURNAL_TABLES)[number];
