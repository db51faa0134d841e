import { parseWrittenInstant } from '../model/instant.ts';
import type { LocalTime } from './local-time.ts';

/** The instant (Unix ms) of ISO 8601 text; without an offset it is a time of the zone's clocks. */
export function isoTime(text: string, localTime: LocalTime): number | undefined {
  const written = parseWrittenInstant(text.trim());
  if (written === undefined) return undefined;
  return written.offset === undefined ? localTime.toInstant(written.local) : written.local - written.offset;
}
