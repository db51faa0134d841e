/** Hours of users whose readings were changed, in columns of the same length. */
export interface TouchedHours {
  readonly userIds: readonly number[];
  /** UTC hours since 1970. */
  readonly hours: readonly number[];
}
