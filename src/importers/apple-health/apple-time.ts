import { civilToMs } from '../../model/instant.ts';

const LENGTH = '2023-04-05 06:07:08 +0200'.length;
const TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** The instant (Unix ms) of a time as Apple Health exports it, `2023-04-05 06:07:08 +0200`; `undefined` of anything else. */
export function parseAppleTime(text: string): number | undefined {
  if (text.length !== LENGTH) return undefined;
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const local = civilToMs(+year!, +month!, +day!, +hour!, +minute!, +second!, 0);
  const offset = +offsetHours! * 60 + +offsetMinutes!;
  if (local === undefined || offset > 14 * 60 || +offsetMinutes! > 59) return undefined;
  return local - (sign === '-' ? -offset : offset) * 60_000;
}
