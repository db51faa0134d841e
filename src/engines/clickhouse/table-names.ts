/** The tables of a store that hold data. */
export const TABLE_NAMES = ['migrations', 'users', 'readings', 'rollups', 'hours_by_user'] as const;

export type TableName = (typeof TABLE_NAMES)[number];
