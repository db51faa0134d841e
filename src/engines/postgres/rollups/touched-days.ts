/** Days of users whose readings were changed, in columns of the same length. */
export interface TouchedDays {
  readonly userIds: readonly number[];
  /** UTC days since 1970. */
  readonly days: readonly number[];
  /** The hours of the day that were changed: bit 0 stands for the first. */
  readonly hours: readonly number[];
}
