import { Temporal } from 'temporal-polyfill';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { HOUR_MS } from './bucket.ts';
import type { Window } from './window.ts';

/** A stretch of time during which a zone keeps one offset: Unix milliseconds from `from` up to but not including `to`. */
export interface OffsetSegment {
  readonly from: number;
  readonly to: number;
  /** Local time minus UTC, in milliseconds. */
  readonly offset: number;
}

/**
 * Splits a window where the UTC offset of an IANA time zone changes; the segments are in order of time.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when no zone has this name.
 */
export function offsetSegments(window: Window, timezone: string): OffsetSegment[] {
  const end = window.to + 1;
  const segments: OffsetSegment[] = [];
  let local = zoned(window.from, timezone);
  for (;;) {
    const next = local.getTimeZoneTransition('next');
    const to = next === null ? end : Math.min(next.epochMilliseconds, end);
    const offset = Math.round(local.offsetNanoseconds / 1e6);
    const last = segments.at(-1);
    // Some transitions change only the abbreviation, not the offset.
    if (last?.offset === offset) segments[segments.length - 1] = { ...last, to };
    else segments.push({ from: segments.length === 0 ? window.from : local.epochMilliseconds, to, offset });
    if (next === null || to >= end) return segments;
    local = next;
  }
}

/**
 * Whether hours of the zone are UTC hours throughout these segments: whole-hour offsets that change on the hour. Some clocks have
 * been changed at 00:01.
 */
export function keepsWholeHours(segments: readonly OffsetSegment[]): boolean {
  return segments.every(({ from, offset }, at) => offset % HOUR_MS === 0 && (at === 0 || from % HOUR_MS === 0));
}

/** Abbreviations that are ambiguous, or mean the winter offset all year: EST, MST, HST, CET, IST. */
function isAbbreviation(timezone: string): boolean {
  return /^[a-z]{3}$/i.test(timezone) && !['UTC', 'GMT', 'UCT', 'PRC', 'ROC', 'ROK'].includes(timezone.toUpperCase());
}

function zoned(ms: number, timezone: string): Temporal.ZonedDateTime {
  if (isAbbreviation(timezone)) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `timezone must be an IANA name, such as America/New_York, or UTC, not ${showValue(timezone)}: abbreviations do not say when the clocks change`,
      { field: 'timezone' },
    );
  }
  try {
    // Fixed offsets such as "+02:00", and times with one, would pass too, but are not IANA zones.
    if (!/^[A-Za-z][\w+/-]*$/.test(timezone)) throw new RangeError('not an IANA name');
    return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);
  } catch (cause) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `timezone must be an IANA name such as Europe/Berlin or UTC, not ${showValue(timezone)}`,
      { field: 'timezone', cause },
    );
  }
}
