/** A finding of `doctor` about a store; each text is one line. */
export interface Finding {
  /** `fault`: answers or data are in danger; `warning`: slow, or will be a fault one day; `fine`: checked, all is well. */
  readonly grade: 'fault' | 'warning' | 'fine';
  /** What was checked, such as `replicas`. */
  readonly subject: string;
  /** What was found. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}
