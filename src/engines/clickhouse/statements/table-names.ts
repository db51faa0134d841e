/** The tables of a store that hold data. */
export const TABLE_NAMES = ['migrations', 'users', 'readings', 'rollups', 'hours_by_user'] as const;

/** The tables of the journal shared by several processes. */
export const JOURNAL_TABLES = ['journal', 'versions', 'processes'] as const;

export type TableName = (typeof TABLE_NAMES)[number] | (typeof JOURNAL_TABLES)[number];
