/**
 * "Older than" as two plain comparisons that any engine can make: a stored `age` must be above `age`; a birth date,
 * written as the integer yyyymmdd, must be at most `bornBy`.
 */
export interface AgeRule {
  /** A user with a stored age matches when it is above this number (completed years). */
  readonly olderThan: number;
  /** A user with a birth date matches when it is at or before this date, as the integer yyyymmdd (may be negative). */
  readonly bornBy: number;
}

/**
 * The rule for users older than `minAge` completed years on the UTC day of the instant `asOf` (Unix ms).
 *
 * Comparing the digits yyyymmdd is enough: in common years, people born on 29 February have their birthday on 1 March, since 0229
 * is after 0228 and before 0301.
 */
export function ageRule(minAge: number, asOf: number): AgeRule {
  const day = new Date(asOf);
  // Nobody is 1,000 years old; larger numbers would exceed the range of dates and of an engine's integers.
  const olderThan = Math.min(Math.max(minAge, -1000), 1000);
  const years = Math.floor(olderThan) + 1;
  return {
    olderThan,
    bornBy: (day.getUTCFullYear() - years) * 10_000 + (day.getUTCMonth() + 1) * 100 + day.getUTCDate(),
  };
}

/** A birth date `YYYY-MM-DD` as the integer yyyymmdd. */
export function birthDateNumber(birthDate: string): number {
  return Number(birthDate.replaceAll('-', ''));
}

/** The integer yyyymmdd back to `YYYY-MM-DD`. */
export function birthDateText(number: number): string {
  const digits = String(number).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}
