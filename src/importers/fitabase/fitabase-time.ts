import { civilToMs } from '../../model/instant.ts';

/** A time as Fitabase and its re-exports write it, before a zone is applied. */
export interface FitabaseTime {
  /** Unix milliseconds that the written digits would have in UTC. */
  readonly local: number;
  /** 12 when AM or PM is given. */
  readonly clock: 12 | 24;
  readonly hasSeconds: boolean;
}

const TIME = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])[Mm])?\s*$/;

/**
 * Reads `4/1/2016 7:54:05 AM` (month first, 12-hour clock) and what re-exports make of it, `5/10/16 6:55` (24-hour clock).
 * A year of two digits is one of this century, up to 2069. `undefined` for anything else and for days and times that do
 * not exist, such as 0 AM or 13 PM.
 */
export function parseFitabaseTime(text: string): FitabaseTime | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, month, day, writtenYear, writtenHour, minute, second, half] = match;
  let year = Number(writtenYear);
  if (writtenYear?.length === 2) {
    // 70 to 99 could be either century.
    if (year >= 70) return undefined;
    year += 2000;
  }
  let hour = Number(writtenHour);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'P' || half === 'p' ? 12 : 0);
  }
  const local = civilToMs(year, Number(month), Number(day), hour, Number(minute), Number(second ?? 0), 0);
  if (local === undefined) return undefined;
  return { local, clock: half === undefined ? 24 : 12, hasSeconds: second !== undefined };
}
