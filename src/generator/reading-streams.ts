import { DAILY_RHYTHM, FIRST_MINUTE } from './circadian.ts';
import { DAY_SECONDS, DayPlan, EXERCISE, OFF } from './day-plan.ts';
import type { HourSorter } from './hour-sorter.ts';
import { PERSON_STREAM, type Person, personOf } from './person.ts';
import { draw, drawFraction, normal, streamKey } from './random-draw.ts';

const READING_STREAM = 2;
/** Turns the stream of the readings into that of the days. */
const DAY_STREAM = 0x5bf03635;
/** Five of six readings come at the device's regular interval; the others are unplanned. */
const REGULAR_SHARE = 5 / 6;
/** How much denser unplanned readings are during exercise: at 60,000 readings a year, about one a minute. */
const EXERCISE_DENSITY = 150;
/** By how much of the interval a regular reading may be off its grid. */
const JITTER = 0.08;
/** Readings per second below and above which days are not planned: so few or many readings show no breaks. */
const SPARSE = 4 / DAY_SECONDS;
const DENSE = 1 / 2;
/** Above this rate exercise brings no additional readings: there is no room for them. */
const BUSY = 1 / 30;

/** Seconds in which the heart follows a change of effort by half. */
const RESPONSE = 150;
/** Seconds in which the memory of the noise halves. */
const NOISE_MEMORY = 2400;
/** Standard deviation of the noise, bpm. */
const NOISE = 6;
const MIN_BPM = 35;
const MAX_BPM = 205;

/** Users and readings of a period in whole Unix seconds, `from` inclusive, `end` exclusive. */
export interface StreamsShape {
  readonly users: number;
  readonly firstId: number;
  readonly readings: number;
  readonly seed: number;
  readonly from: number;
  readonly end: number;
}

/**
 * One stream of readings for each user, advanced stretch by stretch. The readings of a user are spread over two clocks,
 * a regular and an unplanned one, that run at rates scaled so that exactly the user's share of readings falls in the
 * period; neither depends on how the period is cut into stretches. State is about 80 bytes a user.
 */
export class ReadingStreams {
  readonly #shape: StreamsShape;
  readonly #planned: boolean;
  readonly #density: number;
  readonly #plan = new DayPlan();
  readonly #keyLow: Int32Array;
  readonly #keyHigh: Int32Array;
  /** Readings per second of each clock while the device is worn. */
  readonly #regularRate: Float64Array;
  readonly #unplannedRate: Float64Array;
  /**
   * The next tick of each clock: inside a part of a day its Unix second; between two parts of a planned day the share of
   * an interval that is left until it, since the next part may run at another rate.
   */
  readonly #regularNext: Float64Array;
  readonly #unplannedNext: Float64Array;
  /** Ticks of each clock that are past. */
  readonly #regularDone: Uint32Array;
  readonly #unplannedDone: Uint32Array;
  /** Unix second of the last reading. */
  readonly #last: Float64Array;
  /** Where the heart rate is on its way, and the noise upon it, bpm. */
  readonly #level: Float64Array;
  readonly #noise: Float64Array;

  constructor(shape: StreamsShape) {
    const { users, readings, from, end } = shape;
    this.#shape = shape;
    const rate = readings / users / (end - from);
    this.#planned = rate >= SPARSE && rate <= DENSE;
    this.#density = rate > BUSY ? 1 : EXERCISE_DENSITY;
    this.#keyLow = new Int32Array(users);
    this.#keyHigh = new Int32Array(users);
    this.#regularRate = new Float64Array(users);
    this.#unplannedRate = new Float64Array(users);
    this.#regularNext = new Float64Array(users);
    this.#unplannedNext = new Float64Array(users);
    this.#regularDone = new Uint32Array(users);
    this.#unplannedDone = new Uint32Array(users);
    this.#last = new Float64Array(users);
    this.#level = new Float64Array(users);
    this.#noise = new Float64Array(users);
  }

  /** Prepares the stream of the user at `index` (0 is the first); before anything else. */
  start(index: number): void {
    const { from, end, seed } = this.#shape;
    const key = streamKey(seed, this.#idAt(index), READING_STREAM);
    this.#keyLow[index] = key.low;
    this.#keyHigh[index] = key.high;
    this.#last[index] = from - 1;
    const goal = this.#goalOf(index);
    if (goal === 0) return;
    const { worn, exercise } = this.#planned ? this.#wornSeconds(index) : { worn: 0, exercise: 0 };
    const unplannedTick = drawFraction(key.low, key.high, 1);
    if (worn > 0) {
      const regular = Math.round(goal * REGULAR_SHARE);
      this.#regularRate[index] = regular / worn;
      this.#unplannedRate[index] = (goal - regular) / (worn + exercise * (this.#density - 1));
      const phase = JITTER + (1 - 2 * JITTER) * drawFraction(key.low, key.high, 3);
      this.#regularNext[index] = phase + jitter(key.low, key.high, 0);
      this.#unplannedNext[index] = unplannedTick;
    } else {
      // No days are planned, or the device is off all through a short period: readings are spread evenly.
      this.#unplannedRate[index] = goal / (end - from);
      this.#unplannedNext[index] = from + (unplannedTick * (end - from)) / goal;
    }
  }

  /**
   * Adds the readings of the user at `index` from `from` up to but not including `to` (Unix seconds) to `sorter`, whose
   * stretch begins at `stretchStart`. Stretches must follow each other.
   */
  advance(index: number, from: number, to: number, stretchStart: number, sorter: HourSorter): void {
    const goal = this.#goalOf(index);
    let regularDone = this.#regularDone[index]!;
    let unplannedDone = this.#unplannedDone[index]!;
    let done = regularDone + unplannedDone;
    const { from: periodFrom, end: periodEnd } = this.#shape;
    const regularRate = this.#regularRate[index]!;
    const planned = regularRate > 0;
    if (done === goal) return;
    if (!planned && this.#unplannedNext[index]! >= to && periodEnd - goal + done >= to) return;

    const low = this.#keyLow[index]!;
    const high = this.#keyHigh[index]!;
    const baseRate = this.#unplannedRate[index]!;
    const regularGoal = planned ? Math.round(goal * REGULAR_SHARE) : 0;
    const unplannedGoal = goal - regularGoal;
    const person = this.#personAt(index);
    const plan = this.#plan;

    let regularNext = this.#regularNext[index]!;
    let unplannedNext = this.#unplannedNext[index]!;
    let last = this.#last[index]!;
    let level = this.#level[index]!;
    let noise = this.#noise[index]!;
    let off = jitter(low, high, regularDone);
    let { seconds, bpm, counts, length } = sorter;

    const lastDay = Math.floor((to - 1) / DAY_SECONDS);
    for (let day = Math.floor(from / DAY_SECONDS); day <= lastDay; day += 1) {
      const dayStart = day * DAY_SECONDS;
      if (planned) plan.set(low, high ^ DAY_STREAM, day, person);
      else plan.setPlain(person);
      const effortBpm = person.resting + (person.maximum - person.resting) * plan.effort;
      const { resting, lift } = person;
      const { shift } = plan;
      let partStart = Math.max(dayStart, periodFrom);
      for (let part = 0; part < plan.parts; part += 1) {
        const partEnd = Math.min(dayStart + plan.ends[part]!, periodEnd);
        if (partEnd <= from || partStart >= partEnd) {
          partStart = Math.max(partStart, partEnd);
          continue;
        }
        if (partStart >= to) break;
        const kind = plan.kinds[part]!;
        const unplannedRate = kind === EXERCISE ? baseRate * this.#density : baseRate;
        const limit = Math.min(partEnd, to);
        let regularAt = Number.POSITIVE_INFINITY;
        let unplannedAt = Number.POSITIVE_INFINITY;
        if (kind !== OFF) {
          const inside = partStart < from || !planned;
          if (regularDone < regularGoal) regularAt = inside ? regularNext : partStart + regularNext / regularRate;
          if (unplannedDone < unplannedGoal) {
            unplannedAt = inside ? unplannedNext : partStart + unplannedNext / unplannedRate;
          }
        }
        for (;;) {
          let second = Math.floor(Math.min(regularAt, unplannedAt));
          if (second <= last) second = last + 1;
          // What is still to come must find room before the end, one reading a second.
          const latest = periodEnd - goal + done;
          if (second > latest) second = latest;
          if (second >= limit) break;

          if (regularDone < regularGoal && (regularAt <= unplannedAt || unplannedDone >= unplannedGoal)) {
            regularDone += 1;
            const nextOff = jitter(low, high, regularDone);
            regularAt =
              regularDone < regularGoal ? regularAt + (1 + nextOff - off) / regularRate : Number.POSITIVE_INFINITY;
            off = nextOff;
          } else {
            const drawn = drawFraction(low, high, unplannedDone * 4 + 1);
            unplannedDone += 1;
            unplannedAt =
              unplannedDone < unplannedGoal
                ? unplannedAt + (1 + drawFraction(low, high, unplannedDone * 4 + 1) - drawn) / unplannedRate
                : Number.POSITIVE_INFINITY;
          }

          const minute = ((second - dayStart + shift) / 60) | 0;
          const target = kind === EXERCISE ? effortBpm : resting + lift * DAILY_RHYTHM[minute + FIRST_MINUTE]!;
          // Before the first reading there is nothing to remember.
          const passed = done === 0 ? 1e9 : second - last;
          level += ((target - level) * passed) / (passed + RESPONSE);
          const kept = NOISE_MEMORY / (NOISE_MEMORY + passed);
          noise = noise * kept + NOISE * Math.sqrt(1 - kept * kept) * normal(draw(low, high, done * 4 + 2));
          const rate = Math.round(level + noise);

          const offset = second - stretchStart;
          if (length === seconds.length) {
            sorter.grow();
            seconds = sorter.seconds;
            bpm = sorter.bpm;
          }
          seconds[length] = offset;
          bpm[length] = Math.max(MIN_BPM, Math.min(rate, MAX_BPM));
          length += 1;
          const hour = (offset / 3600) | 0;
          counts[hour] = counts[hour]! + 1;
          last = second;
          done += 1;
        }
        if (kind !== OFF) {
          const ends = partEnd <= to && planned;
          regularNext = ends ? (regularAt - partEnd) * regularRate : regularAt;
          unplannedNext = ends ? (unplannedAt - partEnd) * unplannedRate : unplannedAt;
        }
        partStart = partEnd;
      }
    }

    this.#regularDone[index] = regularDone;
    this.#unplannedDone[index] = unplannedDone;
    this.#regularNext[index] = regularNext;
    this.#unplannedNext[index] = unplannedNext;
    this.#last[index] = last;
    this.#level[index] = level;
    this.#noise[index] = noise;
    sorter.length = length;
  }

  /** Readings of one user in the period: equal shares, and one more for the first users where they do not come out even. */
  #goalOf(index: number): number {
    const { readings, users } = this.#shape;
    return Math.floor(readings / users) + (index < readings % users ? 1 : 0);
  }

  #idAt(index: number): number {
    return this.#shape.firstId + index;
  }

  #personAt(index: number): Person {
    return personOf(streamKey(this.#shape.seed, this.#idAt(index), PERSON_STREAM));
  }

  /** Seconds of the period in which the device is worn, and those of exercise among them. */
  #wornSeconds(index: number): { worn: number; exercise: number } {
    const { from, end } = this.#shape;
    const person = this.#personAt(index);
    const plan = this.#plan;
    let worn = 0;
    let exercise = 0;
    for (let dayStart = from - (from % DAY_SECONDS); dayStart < end; dayStart += DAY_SECONDS) {
      plan.set(this.#keyLow[index]!, this.#keyHigh[index]! ^ DAY_STREAM, dayStart / DAY_SECONDS, person);
      let partStart = dayStart;
      for (let part = 0; part < plan.parts; part += 1) {
        const partEnd = dayStart + plan.ends[part]!;
        const length = Math.max(0, Math.min(partEnd, end) - Math.max(partStart, from));
        if (plan.kinds[part] !== OFF) worn += length;
        if (plan.kinds[part] === EXERCISE) exercise += length;
        partStart = partEnd;
      }
    }
    return { worn, exercise };
  }
}

/** How far the `n`-th regular reading lies off its grid, in intervals. */
function jitter(low: number, high: number, n: number): number {
  return JITTER * (2 * drawFraction(low, high, n * 4) - 1);
}
