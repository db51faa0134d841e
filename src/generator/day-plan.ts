import type { Person } from './person.ts';
import { draw, drawFraction } from './random-draw.ts';

export const DAY_SECONDS = 86_400;

/** What the person and the device do in a part of a day. */
export const WORN = 0;
export const OFF = 1;
export const EXERCISE = 2;

const HOUR = 3600;
/** Days among which a long break from wearing the device is placed. */
const CELL_DAYS = 32;
/** Draws that one day may take. */
const DRAWS_PER_DAY = 16;
/** Draws of the long breaks, in a range that no day reaches (days since 1970 x 16 stays below 2^20). */
const CELL_DRAWS = 1 << 24;

/**
 * One UTC day of one person, cut into parts that are worn, off or exercise. One object is filled again and again, since
 * there are 365,000 user-days in a year of 1,000 users. A day depends on its key, its number and the person alone, so it
 * can be made again at any time.
 */
export class DayPlan {
  /** Number of parts in force. */
  parts = 0;
  /** Second of the day at which each part ends; the first begins at 0, each other where the one before it ends. */
  readonly ends: Int32Array = new Int32Array(5);
  /** {@link WORN}, {@link OFF} or {@link EXERCISE}. */
  readonly kinds: Int32Array = new Int32Array(5);
  /** Share of the heart's reserve used in the exercise, 0 to 1. */
  effort = 0;
  /** Seconds by which the rhythm of this day runs ahead. */
  shift = 0;
  #offStart = 0;
  #offEnd = 0;

  /** A day without breaks and exercise. */
  setPlain(person: Person): void {
    this.shift = person.dayShift;
    this.parts = 0;
    this.#add(DAY_SECONDS, WORN);
  }

  /** Plans day `day` (days since 1970-01-01). */
  set(low: number, high: number, day: number, person: Person): void {
    const first = day * DRAWS_PER_DAY;
    const weekend = (day + 4) % 7 === 0 || (day + 4) % 7 === 6;
    this.shift = person.dayShift - (weekend ? 3000 : 0);
    this.#planBreak(low, high, day, first);
    const offStart = this.#offStart;
    const offEnd = this.#offEnd;
    let exerciseStart = DAY_SECONDS;
    let exerciseEnd = DAY_SECONDS;
    if (drawFraction(low, high, first + 4) < person.exerciseChance) {
      const length = 1200 + Math.floor(2400 * drawFraction(low, high, first + 5));
      const begin = exerciseHour(drawFraction(low, high, first + 6), weekend) * HOUR - person.dayShift;
      exerciseStart = Math.min(
        Math.max(Math.floor(begin + 1.5 * HOUR * drawFraction(low, high, first + 7)), 0),
        DAY_SECONDS - length,
      );
      exerciseEnd = exerciseStart + length;
      this.effort = 0.42 + 0.4 * drawFraction(low, high, first + 8);
      // Exercise without the device leaves no trace.
      if (offStart < exerciseEnd && exerciseStart < offEnd) exerciseStart = exerciseEnd = DAY_SECONDS;
    }
    this.parts = 0;
    if (offStart <= exerciseStart) {
      this.#addSpan(offStart, offEnd, OFF);
      this.#addSpan(exerciseStart, exerciseEnd, EXERCISE);
    } else {
      this.#addSpan(exerciseStart, exerciseEnd, EXERCISE);
      this.#addSpan(offStart, offEnd, OFF);
    }
    this.#add(DAY_SECONDS, WORN);
  }

  /** When the device is off: part of a break of days, or charging, or forgotten. */
  #planBreak(low: number, high: number, day: number, first: number): void {
    const cell = Math.floor(day / CELL_DAYS);
    const cellDraw = CELL_DRAWS + cell * 4;
    this.#offStart = DAY_SECONDS;
    this.#offEnd = DAY_SECONDS;
    if (drawFraction(low, high, cellDraw) < 0.4) {
      const fraction = drawFraction(low, high, cellDraw + 1);
      const length = Math.floor((0.5 + 4.5 * fraction * fraction) * DAY_SECONDS);
      const room = CELL_DAYS * DAY_SECONDS - length;
      const begin = Math.floor(room * drawFraction(low, high, cellDraw + 2)) - (day - cell * CELL_DAYS) * DAY_SECONDS;
      if (begin < DAY_SECONDS && begin + length > 0) {
        this.#offStart = Math.max(begin, 0);
        this.#offEnd = Math.min(begin + length, DAY_SECONDS);
        return;
      }
    }
    const chance = drawFraction(low, high, first);
    if (chance >= 0.28) return;
    const hours = (chance < 0.03 ? 6 : 0.5) + (chance < 0.03 ? 10 : 2) * drawFraction(low, high, first + 1);
    const length = Math.floor(hours * HOUR);
    this.#offStart = draw(low, high, first + 2) % (DAY_SECONDS - length);
    this.#offEnd = this.#offStart + length;
  }

  #addSpan(start: number, end: number, kind: number): void {
    if (start >= end) return;
    this.#add(start, WORN);
    this.#add(end, kind);
  }

  #add(end: number, kind: number): void {
    const from = this.parts === 0 ? 0 : this.ends[this.parts - 1]!;
    if (end <= from) return;
    this.ends[this.parts] = end;
    this.kinds[this.parts] = kind;
    this.parts += 1;
  }
}

/** Before work, after work, or over the middle of a free day. */
function exerciseHour(fraction: number, weekend: boolean): number {
  if (weekend) return 8.5 + 7 * fraction;
  return fraction < 0.3 ? 6.3 + fraction : 16 + 3 * fraction;
}
