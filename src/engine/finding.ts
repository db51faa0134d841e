/** Something that `doctor` found about a store, in one line each. */
export interface Finding {
  /** `fault`: answers or data are in danger; `warning`: slow, or will be a fault one day; `fine`: looked at, all is well. */
  readonly grade: 'fault' | 'warning' | 'fine';
  /** What was looked at, such as `replicas`. */
  readonly subject: string;
  /** What was found, one line for people. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}
