import { average } from '../../model/average.ts';
import { bucketOf, HOUR_MS } from '../../window/bucket.ts';
import type { Episode } from '../episode.ts';
import type { History } from '../history.ts';
import type { HourCondition } from '../rule.ts';
import { type Beyond, beyond } from './beyond.ts';
import type { ConditionKind, Machine } from './machine.ts';

/** The average of a clock hour beyond a limit. */
export const HOUR: ConditionKind<HourCondition> = {
  reachOf: () => ({ back: 0, before: 0, after: 0, bucket: HOUR_MS }),
  start: (condition) => new HourMachine({ ...beyond(condition), minReadings: condition.minReadings }),
};

/** What is known of the episode before the hour that is being read. */
interface Open {
  readonly from: number;
  readonly raisedAt: number;
  readonly peak: number;
  readonly readings: number;
}

type Limits = Beyond & Pick<HourCondition, 'minReadings'>;

class HourMachine implements Machine {
  readonly ended: Episode[] = [];
  readonly #limits: Limits;
  #open: Open | undefined;
  #hour = Number.NaN;
  /** Of the hour that is being read. */
  #first = 0;
  #count = 0;
  #sum = 0;
  /** The first reading with which the average so far was beyond the limit. */
  #raisedAt: number | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get isIdle(): boolean {
    return this.#open === undefined && this.current === undefined;
  }

  get current(): Episode | undefined {
    return this.#afterHour();
  }

  take(history: History, number: number): void {
    const { sign, limit, minReadings } = this.#limits;
    const timestamp = history.timestampOf(number);
    const hour = bucketOf('hour', timestamp);
    if (hour !== this.#hour) this.#endHour();
    this.#hour = hour;
    if (this.#count === 0) this.#first = timestamp;
    this.#count += 1;
    this.#sum += sign * history.heartRateOf(number);
    if (this.#count >= minReadings && this.#sum > limit * this.#count) this.#raisedAt ??= timestamp;
  }

  clone(): HourMachine {
    const copy = new HourMachine(this.#limits);
    copy.#open = this.#open;
    copy.#hour = this.#hour;
    copy.#first = this.#first;
    copy.#count = this.#count;
    copy.#sum = this.#sum;
    copy.#raisedAt = this.#raisedAt;
    return copy;
  }

  #endHour(): void {
    const episode = this.#afterHour();
    if (episode === undefined || episode.until !== null) this.#open = undefined;
    else this.#open = { ...episode, peak: this.#limits.sign * episode.peak! };
    if (episode !== undefined && episode.until !== null) this.ended.push(episode);
    this.#count = 0;
    this.#sum = 0;
    this.#raisedAt = undefined;
  }

  /** The episode if the hour ended here. */
  #afterHour(): Episode | undefined {
    const { sign, limit, endLimit, minReadings } = this.#limits;
    const open = this.#open;
    const tells = this.#count >= minReadings;
    if (open === undefined) {
      if (!tells || this.#sum <= limit * this.#count) return undefined;
      return {
        from: this.#first,
        raisedAt: this.#raisedAt!,
        until: null,
        peak: sign * average(this.#sum, this.#count),
        readings: this.#count,
      };
    }
    if (tells && this.#sum <= endLimit * this.#count) {
      return { ...open, until: this.#first, peak: sign * open.peak };
    }
    const peak = tells ? Math.max(open.peak, average(this.#sum, this.#count)) : open.peak;
    return { ...open, until: null, peak: sign * peak, readings: open.readings + this.#count };
  }
}
