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
  start: (condition, since) => new AverageMachine(condition, since),
};

class AverageMachine implements Machine {
  readonly ended: Episode[] = [];
  readonly #beyond: Beyond;
  readonly #windowMs: number;
  readonly #minReadings: number;
  readonly #since: number;
  /** Readings of the window, by number: from this one up to before the other. */
  #tail: number | undefined;
  #head = 0;
  /** Their sum, in thousandths of a bpm. */
  #sum = 0;
  #from: number | undefined;
  #peak = 0;
  #readings = 0;

  constructor(condition: AverageCondition, since: number) {
    this.#beyond = beyond(condition);
    this.#windowMs = millisecondsOf(condition.windowMinutes);
    this.#minReadings = condition.minReadings;
    this.#since = since;
  }

  get isIdle(): boolean {
    return this.#from === undefined;
  }

  get current(): Episode | undefined {
    return this.#from === undefined ? undefined : this.#episode(this.#from, null);
  }

  take(history: History, number: number): void {
    const timestamp = history.timestampOf(number);
    // The first one taken may look back on readings that were there before.
    if (this.#tail === undefined) {
      this.#tail = history.firstFrom(Math.max(this.#since, timestamp - this.#windowMs + 1));
      this.#head = this.#tail;
    }
    for (; this.#head <= number; this.#head += 1) this.#sum += history.heartRateOf(this.#head);
    for (; history.timestampOf(this.#tail) <= timestamp - this.#windowMs; this.#tail += 1) {
      this.#sum -= history.heartRateOf(this.#tail);
    }
    const count = this.#head - this.#tail;
    const { sign, limit, endLimit } = this.#beyond;
    const sum = sign * this.#sum;
    const tells = count >= this.#minReadings;
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

  #episode(from: number, until: number | null): Episode {
    return { from, raisedAt: from, until, peak: this.#beyond.sign * this.#peak, readings: this.#readings };
  }
}
