import { DAY_MS, HOUR_MS } from '../window/bucket.ts';
import type { OffsetSegment } from '../window/offset-segments.ts';
import type { Window } from '../window/window.ts';

const MINUTE_MS = 60_000;

/** What makes an hour and a day valid, and a silence a gap. */
export interface WornRules {
  readonly window: Window;
  /** Offsets of the zone in the window. */
  readonly segments: readonly OffsetSegment[];
  readonly minMinutesOfHour: number;
  readonly minHoursOfDay: number;
  readonly gapMinutes: number;
}

/** What was measured on a day of the zone's clocks, of whoever was counted. */
export interface WornDay {
  /** An instant of it. */
  readonly instant: number;
  users: number;
  count: number;
  wornMinutes: number;
  validHours: number;
  validDays: number;
}

/** A day of one user that may still grow. */
interface OpenDay {
  readonly instant: number;
  count: number;
  minutes: number;
  hours: number;
}

/**
 * Counts minutes, hours and days of one user with readings, and the silences between them. Minutes, hours and days are those of a
 * zone's clocks; of an hour that they show twice each pass counts.
 */
export class WornTime {
  count = 0;
  days = 0;
  wornMinutes = 0;
  validHours = 0;
  validDays = 0;
  longestSilenceMs = 0;
  gaps = 0;
  readonly #rules: WornRules;
  /** Days of all users together, by number. */
  readonly #all: Map<number, WornDay>;
  /** The latest days: clocks that are put back across midnight show a day again. */
  readonly #open = new Map<number, OpenDay>();
  #segment = 0;
  #last: number;
  #day = -1;
  #hour = Number.NaN;
  #minute = Number.NaN;
  #minutesOfHour = 0;

  constructor(rules: WornRules, all: Map<number, WornDay>) {
    this.#rules = rules;
    this.#all = all;
    this.#last = rules.window.from;
  }

  /** Takes the next reading, in Unix milliseconds. */
  take(instant: number): void {
    this.#silence(instant - this.#last);
    this.#last = instant;
    this.count += 1;
    const { segments } = this.#rules;
    while (segments[this.#segment]!.to <= instant) {
      this.#segment += 1;
      // Another offset is another hour, whatever the clocks show.
      this.#closeHour();
    }
    const local = instant + segments[this.#segment]!.offset;
    const hour = Math.floor(local / HOUR_MS);
    if (hour !== this.#hour) {
      this.#closeHour();
      this.#hour = hour;
      this.#enter(Math.floor(local / DAY_MS), instant);
    }
    const day = this.#open.get(this.#day)!;
    day.count += 1;
    const minute = Math.floor(local / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#minutesOfHour += 1;
    day.minutes += 1;
  }

  /** Call after the last reading. */
  finish(): void {
    this.#silence(this.#rules.window.to + 1 - this.#last);
    this.#closeHour();
    for (const number of this.#open.keys()) this.#closeDay(number);
  }

  #silence(ms: number): void {
    if (ms > this.longestSilenceMs) this.longestSilenceMs = ms;
    if (ms > this.#rules.gapMinutes * MINUTE_MS) this.gaps += 1;
  }

  #enter(day: number, instant: number): void {
    this.#day = day;
    if (this.#open.has(day)) return;
    for (const number of this.#open.keys()) if (number < day - 1) this.#closeDay(number);
    this.#open.set(day, { instant, count: 0, minutes: 0, hours: 0 });
  }

  #closeHour(): void {
    if (this.#minutesOfHour >= this.#rules.minMinutesOfHour) this.#open.get(this.#day)!.hours += 1;
    this.#minutesOfHour = 0;
    this.#hour = Number.NaN;
    this.#minute = Number.NaN;
  }

  #closeDay(number: number): void {
    const { instant, count, minutes, hours } = this.#open.get(number)!;
    this.#open.delete(number);
    const valid = hours >= this.#rules.minHoursOfDay ? 1 : 0;
    this.days += 1;
    this.wornMinutes += minutes;
    this.validHours += hours;
    this.validDays += valid;
    const all = this.#all.get(number) ?? newDay(instant);
    this.#all.set(number, all);
    all.users += 1;
    all.count += count;
    all.wornMinutes += minutes;
    all.validHours += hours;
    all.validDays += valid;
  }
}

function newDay(instant: number): WornDay {
  return { instant, users: 0, count: 0, wornMinutes: 0, validHours: 0, validDays: 0 };
}
