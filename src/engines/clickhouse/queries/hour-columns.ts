/** Hours with their totals, in columns. */
export interface HourColumns {
  readonly counts: ArrayLike<number>;
  readonly sums: ArrayLike<number>;
  /** First Unix millisecond of the hour at an index. A function, since it is needed for the few hours of the answer only. */
  startOf(at: number): number;
}
