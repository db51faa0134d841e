import type { Episode } from '../episode.ts';
import type { History } from '../history.ts';
import type { SilenceCondition } from '../rule.ts';
import { type ConditionKind, type Machine, millisecondsOf } from './machine.ts';

/** No reading for a time. An episode begins with the last reading before it. */
export const SILENCE: ConditionKind<SilenceCondition> = {
  reachOf: ({ forMinutes }) => ({ back: millisecondsOf(forMinutes), before: 0, after: 0, bucket: 1 }),
  start: (condition) => new SilenceMachine(condition),
  silentSince: (condition, lastReading, now) => silence(condition, lastReading, now, null),
};

class SilenceMachine implements Machine {
  readonly ended: Episode[] = [];
  readonly #condition: SilenceCondition;
  readonly isIdle = true;
  readonly current = undefined;
  #last: number | undefined;

  constructor(condition: SilenceCondition) {
    this.#condition = condition;
  }

  take(history: History, number: number): void {
    const timestamp = history.timestampOf(number);
    const episode = this.#last === undefined ? undefined : silence(this.#condition, this.#last, timestamp, timestamp);
    if (episode !== undefined) this.ended.push(episode);
    this.#last = timestamp;
  }

  clone(): SilenceMachine {
    const copy = new SilenceMachine(this.#condition);
    copy.#last = this.#last;
    return copy;
  }
}

function silence(
  { forMinutes }: SilenceCondition,
  from: number,
  now: number,
  until: number | null,
): Episode | undefined {
  const raisedAt = from + millisecondsOf(forMinutes);
  return now > raisedAt ? { from, raisedAt, until, peak: null, readings: 1 } : undefined;
}
