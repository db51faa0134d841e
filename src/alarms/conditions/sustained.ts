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
  start: (condition) => new SustainedMachine(condition),
};

class SustainedMachine implements Machine {
  readonly ended: Episode[] = [];
  readonly #beyond: Beyond;
  readonly #forMs: number;
  readonly #maxGapMs: number;
  readonly #minReadings: number;
  /** Readings of the run or episode; 0 when there is none. */
  #readings = 0;
  #from = 0;
  #raisedAt: number | undefined;
  #last = 0;
  #peak = 0;

  constructor(condition: SustainedCondition) {
    this.#beyond = beyond(condition);
    this.#forMs = millisecondsOf(condition.forMinutes);
    this.#maxGapMs = millisecondsOf(condition.maxGapMinutes);
    this.#minReadings = condition.minReadings;
  }

  get isIdle(): boolean {
    return this.#readings === 0;
  }

  get current(): Episode | undefined {
    return this.#raisedAt === undefined ? undefined : this.#episode(this.#raisedAt, null);
  }

  take(history: History, number: number): void {
    const value = this.#beyond.sign * history.heartRateOf(number);
    // Nearly all readings are within the limit of nearly all rules.
    if (this.#readings === 0 && value <= this.#beyond.limit) return;
    const timestamp = history.timestampOf(number);
    if (this.#raisedAt !== undefined) {
      if (value > this.#beyond.endLimit) this.#extend(timestamp, value);
      else {
        this.ended.push(this.#episode(this.#raisedAt, timestamp));
        this.#forget();
      }
      return;
    }
    if (this.#readings > 0 && (value <= this.#beyond.limit || timestamp - this.#last > this.#maxGapMs)) this.#forget();
    if (value <= this.#beyond.limit) return;
    this.#extend(timestamp, value);
    if (this.#readings >= this.#minReadings && timestamp - this.#from >= this.#forMs) this.#raisedAt = timestamp;
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
      peak: (this.#beyond.sign * this.#peak) / 1000,
      readings: this.#readings,
    };
  }
}
