/**
 * A stretch of time in which the condition of a rule holds for one user. The episodes of a rule and a user follow from the rule and
 * the readings alone (docs/semantics.md), and never overlap. Times are Unix milliseconds.
 */
export interface Episode {
  /** When the condition began to hold: the time of a reading. */
  readonly from: number;
  /** When the alarm was due: the time of the reading that raised it; for silence, the time at which it had lasted long enough. */
  readonly raisedAt: number;
  /** The time of the reading that ended it; `null` while it goes on. */
  readonly until: number | null;
  /** The value farthest beyond the limit, in bpm: a reading, or an average; `null` for silence. */
  readonly peak: number | null;
  /** Readings from `from` on, before `until`. */
  readonly readings: number;
}
