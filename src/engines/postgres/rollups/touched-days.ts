/** Days of users whose readings were changed, in columns of the same length. */
export interface TouchedDays {
  readonly userIds: readonly number[];
  /** UTC days since 1970. */
  readonly days: readonly number[];
  /** The changed hours of the day: bit 0 is the first. */
  readonly hours: readonly number[];
}
