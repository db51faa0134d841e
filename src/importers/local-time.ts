import { END_INSTANT, MIN_INSTANT } from '../model/instant.ts';
import { offsetSegments } from '../window/offset-segments.ts';

const DAY_MS = 86_400_000;

/** Times of clocks, from `from` to before `to`, of which all lie `offset` ms ahead of UTC. */
export interface SteadyClocks {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Turns times of one zone's clocks into instants. A clock's time, `local`, is written as if it were UTC. */
export interface LocalTime {
  readonly timezone: string;
  /**
   * The instant (Unix ms) at which the clocks of the zone show `local`. Of a repeated hour the earlier pass is meant; a time
   * that the clocks skip is moved forward by what they skip (both as Temporal's `compatible`).
   */
  toInstant(local: number): number;
  /** The instant at which the clocks show `local` once more, after they were put back; `undefined` when they show it once. */
  laterInstant(local: number): number | undefined;
  /** The stretch around `local` in which each time is shown once, and by one offset; `undefined` where they are changed. */
  steady(local: number): SteadyClocks | undefined;
  /** Whether the clocks never show `local`, since they were put forward. */
  isSkipped(local: number): boolean;
}

const UTC: LocalTime = {
  timezone: 'UTC',
  toInstant: (local) => local,
  laterInstant: () => undefined,
  steady: () => ({ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, offset: 0 }),
  isSkipped: () => false,
};

/** @throws PulsebaseError `INVALID_ARGUMENT` when no zone has this name. */
export function localTime(timezone: string): LocalTime {
  if (timezone === 'UTC') return UTC;
  // Refuses unknown names at once; the whole span costs up to 50 ms and waits for a time that needs it.
  offsetSegments({ from: MIN_INSTANT, to: MIN_INSTANT }, timezone);
  let known: ZoneClocks | undefined;
  const clocks = () => {
    known ??= new ZoneClocks(timezone);
    return known;
  };
  return {
    timezone,
    toInstant: (local) => clocks().toInstant(local),
    laterInstant: (local) => clocks().laterInstant(local),
    steady: (local) => clocks().steady(local),
    isSkipped: (local) => clocks().isSkipped(local),
  };
}

class ZoneClocks {
  readonly #offsets: readonly number[];
  /** What the clocks show when a segment begins and when it ends; the first and the last are unbounded. */
  readonly #begins: readonly number[];
  readonly #ends: readonly number[];
  /** The segment of the previous time: readings of a file are close together. */
  #last = 0;

  constructor(timezone: string) {
    const segments = offsetSegments({ from: MIN_INSTANT - DAY_MS, to: END_INSTANT + DAY_MS }, timezone);
    const end = segments.length - 1;
    this.#offsets = segments.map(({ offset }) => offset);
    this.#begins = segments.map(({ from, offset }, at) => (at === 0 ? Number.NEGATIVE_INFINITY : from + offset));
    this.#ends = segments.map(({ to, offset }, at) => (at === end ? Number.POSITIVE_INFINITY : to + offset));
  }

  toInstant(local: number): number {
    const segment = this.#find(local);
    // Before the segment's begin the clocks were put forward: the offset before it moves the time past the gap.
    return local - this.#offsets[local < this.#begins[segment]! ? segment - 1 : segment]!;
  }

  laterInstant(local: number): number | undefined {
    const next = this.#find(local) + 1;
    return next < this.#begins.length && local >= this.#begins[next]! ? local - this.#offsets[next]! : undefined;
  }

  steady(local: number): SteadyClocks | undefined {
    const segment = this.#find(local);
    const from = Math.max(this.#begins[segment]!, this.#ends[segment - 1] ?? Number.NEGATIVE_INFINITY);
    const to = Math.min(this.#ends[segment]!, this.#begins[segment + 1] ?? Number.POSITIVE_INFINITY);
    return local >= from && local < to ? { from, to, offset: this.#offsets[segment]! } : undefined;
  }

  isSkipped(local: number): boolean {
    return local < this.#begins[this.#find(local)]!;
  }

  /** The first segment whose end lies after the time: the earlier one where the clocks went back. */
  #find(local: number): number {
    const ends = this.#ends;
    if (local < ends[this.#last]! && (this.#last === 0 || local >= ends[this.#last - 1]!)) return this.#last;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (local < ends[middle]!) high = middle;
      else low = middle + 1;
    }
    this.#last = low;
    return low;
  }
}
