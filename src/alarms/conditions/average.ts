import { average } from '../../model/average.ts';
import type { Episode } from '../episode.ts';
import type { History } from '../history.ts';
import type { AverageCondition } from '../rule.ts';
import { type Beyond, beyond } from './beyond.ts';
import { type ConditionKind, type Machine, millisecondsOf } from './machine.ts';

/** The average of the last minutes beyond a limit, at each reading. */
export const AVERAGE: ConditionKind<AverageCondition> = {
  reachOf: ({ windowMinutes }) => ({
    back: 0,
    before: millisecondsOf(windowMinutes),
    after: millisecondsOf(windowMinutes),
    bucket: 1,
  }),
  start: (condition, since) =>
    new AverageMachine({
      ...beyond(condition),
      windowMs: millisecondsOf(condition.windowMinutes),
      minReadings: condition.minReadings,
      since,
    }),
};

interface Limits extends Beyond {
  readonly windowMs: number;
  readonly minReadings: number;
  /** Readings before it are not looked back on. */
  readonly since: number;
}

class AverageMachine implements Machine {
  readonly ended: Episode[] = [];
  readonly #limits: Limits;
  /** Readings of the window, by number: from this one up to before the other. */
  #tail: number | undefined;
  #head = 0;
  /** Their sum, in thousandths of a bpm. */
  #sum = 0;
  #from: number | undefined;
  #peak = 0;
  #readings = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get isIdle(): boolean {
    return this.#from === undefined;
  }

  get current(): Episode | undefined {
    return this.#from === undefined ? undefined : this.#episode(this.#from, null);
  }

  take(history: History, number: number): void {
    const { sign, limit, endLimit, windowMs, minReadings, since } = this.#limits;
    const timestamp = history.timestampOf(number);
    // The first one taken may look back on readings that were there before.
    if (this.#tail === undefined) {
      this.#tail = history.firstFrom(Math.max(since, timestamp - windowMs + 1));
      this.#head = this.#tail;
    }
    for (; this.#head <= number; this.#head += 1) this.#sum += history.heartRateOf(this.#head);
    for (; history.timestampOf(this.#tail) <= timestamp - windowMs; this.#tail += 1) {
      this.#sum -= history.heartRateOf(this.#tail);
    }
    const count = this.#head - this.#tail;
    const sum = sign * this.#sum;
    const tells = count >= minReadings;
    if (this.#from === undefined) {
      if (!tells || sum <= limit * count) return;
      this.#from = timestamp;
      this.#peak = Number.NEGATIVE_INFINITY;
      this.#readings = 0;
    } else if (tells && sum <= endLimit * count) {
      this.ended.push(this.#episode(this.#from, timestamp));
      this.#from = undefined;
      return;
    }
    this.#readings += 1;
    if (tells) this.#peak = Math.max(this.#peak, average(sum, count));
  }

  clone(): AverageMachine {
    const copy = new AverageMachine(this.#limits);
    copy.#tail = this.#tail;
    copy.#head = this.#head;
    copy.#sum = this.#sum;
    copy.#from = this.#from;
    copy.#peak = this.#peak;
    copy.#readings = this.#readings;
    return copy;
  }

  #episode(from: number, until: number | null): Episode {
    return { from, raisedAt: from, until, peak: this.#limits.sign * this.#peak, readings: this.#readings };
  }
}
