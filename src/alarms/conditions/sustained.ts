import type { Episode } from '../episode.ts';
import type { History } from '../history.ts';
import type { SustainedCondition } from '../rule.ts';
import { type Beyond, beyond } from './beyond.ts';
import { type ConditionKind, type Machine, millisecondsOf } from './machine.ts';

/** All readings beyond a limit for a time. */
export const SUSTAINED: ConditionKind<SustainedCondition> = {
  reachOf: ({ forMinutes, minReadings, maxGapMinutes }) => ({
    // A run that has raised nothing yet is shorter than the first part, and its last reading at most a gap away.
    back:
      Math.max(millisecondsOf(forMinutes), (minReadings + 1) * millisecondsOf(maxGapMinutes)) +
      millisecondsOf(maxGapMinutes),
    before: 0,
    after: 0,
    bucket: 1,
  }),
  start: (condition) =>
    new SustainedMachine({
      ...beyond(condition),
      forMs: millisecondsOf(condition.forMinutes),
      maxGapMs: millisecondsOf(condition.maxGapMinutes),
      minReadings: condition.minReadings,
    }),
};

interface Limits extends Beyond {
  readonly forMs: number;
  readonly maxGapMs: number;
  readonly minReadings: number;
}

class SustainedMachine implements Machine {
  readonly ended: Episode[] = [];
  readonly #limits: Limits;
  /** Readings of the run or episode; 0 when there is none. */
  #readings = 0;
  #from = 0;
  #raisedAt: number | undefined;
  #last = 0;
  #peak = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get isIdle(): boolean {
    return this.#readings === 0;
  }

  get current(): Episode | undefined {
    return this.#raisedAt === undefined ? undefined : this.#episode(this.#raisedAt, null);
  }

  take(history: History, number: number): void {
    const { sign, limit, endLimit, forMs, maxGapMs, minReadings } = this.#limits;
    const value = sign * history.heartRateOf(number);
    // Nearly all readings are within the limit of nearly all rules.
    if (this.#readings === 0 && value <= limit) return;
    const timestamp = history.timestampOf(number);
    if (this.#raisedAt !== undefined) {
      if (value > endLimit) this.#extend(timestamp, value);
      else {
        this.ended.push(this.#episode(this.#raisedAt, timestamp));
        this.#forget();
      }
      return;
    }
    if (this.#readings > 0 && (value <= limit || timestamp - this.#last > maxGapMs)) this.#forget();
    if (value <= limit) return;
    this.#extend(timestamp, value);
    if (this.#readings >= minReadings && timestamp - this.#from >= forMs) this.#raisedAt = timestamp;
  }

  clone(): SustainedMachine {
    const copy = new SustainedMachine(this.#limits);
    copy.#readings = this.#readings;
    copy.#from = this.#from;
    copy.#raisedAt = this.#raisedAt;
    copy.#last = this.#last;
    copy.#peak = this.#peak;
    return copy;
  }

  #extend(timestamp: number, value: number): void {
    if (this.#readings === 0) {
      this.#from = timestamp;
      this.#peak = value;
    }
    this.#readings += 1;
    this.#last = timestamp;
    if (value > this.#peak) this.#peak = value;
  }

  #forget(): void {
    this.#readings = 0;
    this.#raisedAt = undefined;
  }

  #episode(raisedAt: number, until: number | null): Episode {
    return {
      from: this.#from,
      raisedAt,
      until,
      peak: (this.#limits.sign * this.#peak) / 1000,
      readings: this.#readings,
    };
  }
}
