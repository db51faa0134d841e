import { civilToMs } from '../../model/instant.ts';

const TIME = /^(\d\d)\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)$/;

/** A time as Fitbit's export writes it, `05/01/23 07:00:15` for 1 May 2023, as if it were UTC (ms); `undefined` of anything else. */
export function parseFitbitTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, month, day, year, hour, minute, second] = match;
  return civilToMs(2000 + Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), 0);
}
