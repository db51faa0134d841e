/** Why a row was rejected. The codes are stable. */
export const REJECTION_REASONS = {
  malformed_row: 'The row does not have the form of the file.',
  invalid_user_id: 'The user id is not an integer from 1 to 2^53 - 1 in plain digits.',
  unknown_user: 'No user has this id.',
  invalid_user: 'A field of the user is not allowed.',
  invalid_timestamp: 'The timestamp is not a date and time.',
  timestamp_out_of_range: 'The timestamp lies before 1970 or after 2099.',
  invalid_heart_rate: 'The heart rate is not a number.',
  erased: 'The reading or its user was deleted while this write was on its way.',
  heart_rate_out_of_range: 'The heart rate lies outside the accepted range.',
} as const;

/** A stable code for why a row was rejected: a key of {@link REJECTION_REASONS}. */
export type RejectionReason = keyof typeof REJECTION_REASONS;

/** A rejected row, and why. */
export interface Rejection {
  /** 1-based row of the batch, or line of the file. */
  readonly row: number;
  /** Why it was rejected. */
  readonly reason: RejectionReason;
  /** A one-line explanation. */
  readonly message: string;
  /** The row as written, if its reader keeps it. */
  readonly text?: string | undefined;
  /** The header that {@link text} is read by, where its file has one. */
  readonly header?: string | undefined;
}
