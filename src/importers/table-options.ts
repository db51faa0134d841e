/** The columns that a plain table may have, by what is in them. */
export interface TableColumns {
  /** Names of people: external ids, or user ids. */
  readonly user?: string | undefined;
  /** User ids alone. */
  readonly user_id?: string | undefined;
  readonly timestamp?: string | undefined;
  /** The calendar date, where the time of day is in `time`. */
  readonly date?: string | undefined;
  readonly time?: string | undefined;
  readonly heart_rate?: string | undefined;
  readonly device?: string | undefined;
}

/** The order of day, month and year in dates such as `4/5/2023`. */
export type DateOrder = 'mdy' | 'dmy' | 'ymd';

/** The layout of a plain table, as far as its reader should not find it out by itself. */
export interface TableOptions {
  /** The file's own names of the columns. */
  readonly columns?: TableColumns | undefined;
  readonly dateOrder?: DateOrder | undefined;
}
