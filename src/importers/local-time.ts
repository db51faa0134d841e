import { END_INSTANT, MIN_INSTANT } from '../model/instant.ts';
import { offsetSegments } from '../window/offset-segments.ts';

const DAY_MS = 86_400_000;

/** Turns times of one zone's clocks into instants. */
export interface LocalTime {
  readonly timezone: string;
  /**
   * The instant (Unix ms) at which the clocks of the zone show `local`, a clock's time written as if it were UTC. Of a
   * repeated hour the earlier pass is meant; a time that the clocks skip is moved forward by what they skip (both as
   * Temporal's `compatible`).
   */
  toInstant(local: number): number;
}

/** @throws PulsebaseError `INVALID_ARGUMENT` when no zone has this name. */
export function localTime(timezone: string): LocalTime {
  // Refuses unknown names at once; the whole span costs up to 50 ms and waits for a time that needs it.
  offsetSegments({ from: MIN_INSTANT, to: MIN_INSTANT }, timezone);
  let toInstant: ((local: number) => number) | undefined;
  return {
    timezone,
    toInstant: (local) => {
      toInstant ??= timezone === 'UTC' ? (utc) => utc : segmentSearch(timezone);
      return toInstant(local);
    },
  };
}

function segmentSearch(timezone: string): (local: number) => number {
  const segments = offsetSegments({ from: MIN_INSTANT - DAY_MS, to: END_INSTANT + DAY_MS }, timezone);
  const offsets = segments.map(({ offset }) => offset);
  // What the clocks show when a segment begins and when it ends; the first and the last go on for ever.
  const begins = segments.map(({ from, offset }, at) => (at === 0 ? Number.NEGATIVE_INFINITY : from + offset));
  const ends = segments.map(({ to, offset }, at) =>
    at === segments.length - 1 ? Number.POSITIVE_INFINITY : to + offset,
  );
  /** The segment of the time before: readings of a file lie close together. */
  let last = 0;
  return (local) => {
    // The segment sought is the first whose end lies after the time: the earlier one where the clocks went back.
    if (!(local < ends[last]! && (last === 0 || local >= ends[last - 1]!))) {
      let low = 0;
      let high = ends.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (local < ends[middle]!) high = middle;
        else low = middle + 1;
      }
      last = low;
    }
    // Before the segment's begin the clocks were put forward: the offset before it moves the time past the gap.
    return local - (local < begins[last]! ? offsets[last - 1]! : offsets[last]!);
  };
}
