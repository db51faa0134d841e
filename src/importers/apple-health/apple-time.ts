import { parseWrittenInstant } from '../../model/instant.ts';
import { twoDigits } from '../../model/two-digits.ts';

const TIME_LENGTH = '2023-04-05 06:07:08'.length;
const LENGTH = TIME_LENGTH + ' +0200'.length;

/** The instant (Unix ms) of a time as Apple Health exports it, `2023-04-05 06:07:08 +0200`; `undefined` of anything else. */
export function parseAppleTime(text: string): number | undefined {
  const [blank, sign] = [text[TIME_LENGTH], text[TIME_LENGTH + 1]];
  if (text.length !== LENGTH || text[10] !== ' ' || blank !== ' ' || (sign !== '+' && sign !== '-')) return undefined;
  const hours = twoDigits(text, TIME_LENGTH + 2);
  const minutes = twoDigits(text, TIME_LENGTH + 4);
  const offset = hours * 60 + minutes;
  if ((hours | minutes) < 0 || offset > 14 * 60 || minutes > 59) return undefined;
  const written = parseWrittenInstant(text.slice(0, TIME_LENGTH));
  if (written === undefined || written.offset !== undefined) return undefined;
  return written.local - (sign === '-' ? -offset : offset) * 60_000;
}
