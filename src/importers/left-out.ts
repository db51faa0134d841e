/** Why a record of a file is not a reading, and was left out without being a fault of the file. The codes are stable. */
export const LEFT_OUT_REASONS = {
  resting: 'A resting heart rate: a figure of a whole day.',
  statistic: 'An average, a lowest or highest value, or another statistic over a stretch of time.',
  entered_in_error: 'The record says of itself that it is wrong or was cancelled.',
  unreliable: 'The device gave the value no confidence.',
  interval: 'An interval between beats, which is not a heart rate.',
  no_contact: 'The sensor had no contact with the skin.',
  no_value: "The device's mark for no value, such as 255 in a byte.",
  other_device: 'A device that was not asked for, or not preferred in that hour.',
} as const;

/** A stable code for why a record was left out: a key of {@link LEFT_OUT_REASONS}. */
export type LeftOutReason = keyof typeof LEFT_OUT_REASONS;
