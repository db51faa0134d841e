import { language, locale } from '../i18n/language.ts';
import { formatOf } from './date-formats.ts';
import { offsetOf } from './zones.ts';

const DAY_MS = 86_400_000;
const DATE = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** Date and time of an instant by the clocks of a zone, to the minute, or to the second. */
export function formatInstant(instant: number, zone: string, { seconds = false } = {}): string {
  return formatOf(locale(), zone, { ...DATE, ...TIME, ...(seconds ? { second: '2-digit' } : {}) }).format(instant);
}

export function formatDate(instant: number, zone: string): string {
  return formatOf(locale(), zone, DATE).format(instant);
}

export function formatTime(instant: number, zone: string): string {
  return formatOf(locale(), zone, TIME).format(instant);
}

export function formatMonth(instant: number, zone: string): string {
  return formatOf(locale(), zone, { year: 'numeric', month: 'long' }).format(instant);
}

/** The time alone on the day of `now`, and with the date on any other. */
export function formatRecent(instant: number, zone: string, now = Date.now()): string {
  const dayOf = (time: number) => Math.floor((time + offsetOf(time, zone)) / DAY_MS);
  return dayOf(instant) === dayOf(now) ? formatTime(instant, zone) : formatInstant(instant, zone);
}

/** A window, as precisely as its length deserves. */
export function formatWindow(from: number, to: number, zone: string): string {
  const options = to - from > 3 * DAY_MS ? DATE : { ...DATE, ...TIME };
  return formatOf(locale(), zone, options).formatRange(from, to);
}

/** How long something lasts, in its two largest units. */
export function formatDuration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const parts = [
    ['day', Math.floor(minutes / 1440)],
    ['hour', Math.floor(minutes / 60) % 24],
    ['minute', minutes % 60],
  ] as const;
  const first = parts.findIndex(([, value]) => value > 0);
  const shown =
    first === -1 ? [['minute', 0] as const] : parts.slice(first, first + 2).filter(([, value]) => value > 0);
  return shown.map(([unit, value]) => formatUnit(unit, value)).join(' ');
}

/** How long something lasts in hours and minutes, however many hours they are. */
export function formatHours(minutes: number): string {
  const whole = Math.round(minutes);
  const parts = [
    ['hour', Math.floor(whole / 60)],
    ['minute', whole % 60],
  ] as const;
  return parts
    .filter(([unit, value]) => value > 0 || unit === 'minute')
    .map(([unit, value]) => formatUnit(unit, value))
    .join(' ');
}

function formatUnit(unit: 'day' | 'hour' | 'minute', value: number): string {
  return new Intl.NumberFormat(language.value, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}

/** A date as forms have it, `2023-01-31`, by the clocks of a zone. */
export function isoDate(instant: number, zone: string): string {
  return new Date(instant + offsetOf(instant, zone)).toISOString().slice(0, 10);
}
