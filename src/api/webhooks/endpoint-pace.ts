import type { Outcome } from './post-message.ts';

/** Answers of receivers, or of proxies before them, who are asked for too much. */
const THROTTLING: ReadonlySet<number | null> = new Set([429, 502, 503, 504, null]);

/** Whether an attempt failed because the receiver could not be reached, or had no time: any other message would have too. */
function isOutOfReach({ status, error }: Outcome): boolean {
  return error !== null && THROTTLING.has(status);
}

/** How many messages a receiver gets at a time: few once it has too much to do, one to see whether it is there again. */
export class EndpointPace {
  readonly #max: number;
  #limit: number;
  #quietUntil = 0;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  /** How many may be under way, at a time in milliseconds. */
  limitAt(now: number): number {
    return now < this.#quietUntil ? 0 : this.#limit;
  }

  /** When more may be sent, should that be nothing now. */
  get quietUntil(): number {
    return this.#quietUntil;
  }

  note(outcome: Outcome, now: number): void {
    if (isOutOfReach(outcome)) {
      this.#limit = 1;
      this.#quietUntil = Math.max(this.#quietUntil, now + outcome.retryAfterMs);
    } else this.#limit = Math.min(this.#limit * 2, this.#max);
  }
}
