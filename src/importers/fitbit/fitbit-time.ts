import { civilToMs } from '../../model/instant.ts';
import { twoDigits } from '../../model/two-digits.ts';

const LENGTH = '05/01/23 07:00:15'.length;

/** A time as Fitbit's export writes it, `05/01/23 07:00:15` for 1 May 2023, as if it were UTC (ms); `undefined` of anything else. */
export function parseFitbitTime(text: string): number | undefined {
  if (text.length !== LENGTH || text[2] !== '/' || text[5] !== '/' || text[8] !== ' ') return undefined;
  if (text[11] !== ':' || text[14] !== ':') return undefined;
  const month = twoDigits(text, 0);
  const day = twoDigits(text, 3);
  const year = twoDigits(text, 6);
  const hour = twoDigits(text, 9);
  const minute = twoDigits(text, 12);
  const second = twoDigits(text, 15);
  if ((month | day | year | hour | minute | second) < 0) return undefined;
  return civilToMs(2000 + year, month, day, hour, minute, second, 0);
}
