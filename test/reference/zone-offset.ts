import { daysSince1970, MS_PER_DAY } from './civil-date.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time minus UTC of a zone at an instant, in ms, as the local clock of `Intl` shows it. */
export function zoneOffset(ms: number, timezone: string): number {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  const clock = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const [year, month, day] = [clock.get('year')!, clock.get('month')!, clock.get('day')!];
  // The last evening of 1969, local time, of zones west of Greenwich.
  const days = year < 1970 ? day - 32 : daysSince1970({ year, month, day });
  const seconds = (clock.get('hour')! * 60 + clock.get('minute')!) * 60 + clock.get('second')!;
  return days * MS_PER_DAY + seconds * 1000 - (ms - (ms % 1000));
}
