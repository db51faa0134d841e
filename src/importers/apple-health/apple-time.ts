import { civilToMs } from '../../model/instant.ts';
import { twoDigits } from '../../model/two-digits.ts';

const LENGTH = '2023-04-05 06:07:08 +0200'.length;

/** The instant (Unix ms) of a time as Apple Health exports it, `2023-04-05 06:07:08 +0200`; `undefined` of anything else. */
export function parseAppleTime(text: string): number | undefined {
  if (text.length !== LENGTH || text[4] !== '-' || text[7] !== '-' || text[10] !== ' ') return undefined;
  if (text[13] !== ':' || text[16] !== ':' || text[19] !== ' ' || (text[20] !== '+' && text[20] !== '-')) {
    return undefined;
  }
  const century = twoDigits(text, 0);
  const years = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const offsetHours = twoDigits(text, 21);
  const offsetMinutes = twoDigits(text, 23);
  if ((century | years | month | day | hour | minute | second | offsetHours | offsetMinutes) < 0) return undefined;
  const local = civilToMs(century * 100 + years, month, day, hour, minute, second, 0);
  const offset = offsetHours * 60 + offsetMinutes;
  if (local === undefined || offset > 14 * 60 || offsetMinutes > 59) return undefined;
  return local - (text[20] === '-' ? -offset : offset) * 60_000;
}
