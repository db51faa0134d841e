/** Between the entry in the log and the note that it is delivered. */
export const KILL_STEPS = [
  'before it is queued',
  'after it is queued',
  'before it is sent',
  'after it is sent',
  'after that is noted',
] as const;

/** A word of {@link KILL_STEPS}. */
export type KillStep = (typeof KILL_STEPS)[number];
