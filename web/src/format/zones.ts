import { formatOf } from './date-formats.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;

/** The zone of this browser. */
export const VIEWER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether the browser knows a zone of this name. */
export function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const offsets = new Map<string, number>();

/** What the clocks of a zone are ahead of UTC, in milliseconds; no zone changes within a quarter of an hour. */
export function offsetOf(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const key = `${zone} ${Math.floor(instant / QUARTER_MS)}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size > 20_000) offsets.clear();
    offset = readOffset(instant, zone);
    offsets.set(key, offset);
  }
  return offset;
}

function readOffset(instant: number, zone: string): number {
  const parts = formatOf('en-GB', zone, { timeZoneName: 'longOffset' }).formatToParts(instant);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):?(\d+)?/.exec(name.replace('−', '-')) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000);
}

/** The instant at which the clocks of a zone show a time, given as if it were UTC; the later one of two. */
export function instantOf(local: number, zone: string): number {
  const first = local - offsetOf(local, zone);
  return local - offsetOf(first, zone);
}

/**
 * The name of a zone as people read it, and with what it is ahead of UTC at some instants: `Berlin (UTC+2)`, or of a window over
 * a change of its clocks `Berlin (UTC+1, UTC+2)`.
 */
export function zoneName(zone: string, ...instants: readonly number[]): string {
  if (zone === 'UTC') return 'UTC';
  const city = zone.split('/').at(-1)!.replaceAll('_', ' ');
  if (instants.length === 0) return city;
  const offsets = new Set(instants.map((instant) => offsetOf(instant, zone)));
  return `${city} (${[...offsets]
    .sort((a, b) => a - b)
    .map(offsetName)
    .join(', ')})`;
}

function offsetName(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const hours = `${Math.floor(minutes / 60)}${minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`}`;
  return `UTC${offset === 0 ? '' : `${offset < 0 ? '−' : '+'}${hours}`}`;
}
