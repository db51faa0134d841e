/** The forms in which rows are sent. */
export const ROW_FORMATS = ['json', 'ndjson', 'csv'] as const;

export type RowFormat = (typeof ROW_FORMATS)[number];
