import { RecentValues } from './recent-values.ts';

/** The most users whose readings are distinguished; beyond that, only the later ones are. */
const MOST_USERS = 100_000;

/** How far the readings of one user have come. */
interface Reach {
  first: number;
  firstValue: number;
  last: number;
  lastValue: number;
}

/**
 * The last value of each user and instant of a run of any length, in bounded memory. About a million and a half values are
 * remembered. Of users whose readings run one way in time nothing more is needed, since a later reading is certainly new.
 */
export class ValuesOfRun {
  readonly #reaches = new Map<number, Reach>();
  readonly #recent: RecentValues;
  #user = Number.NaN;
  #reach: Reach | undefined;
  #hasForgottenUsers = false;
  #doubtful = 0;

  /** @param slots Of {@link RecentValues}. */
  constructor(slots?: number) {
    this.#recent = new RecentValues(slots);
  }

  /** Values that may have had one before them that is forgotten. */
  get doubtful(): number {
    return this.#doubtful;
  }

  /** Records a value, and returns the one that it replaces, as far as that is remembered. */
  replace(user: number, time: number, value: number): number | undefined {
    if (user !== this.#user) {
      this.#user = user;
      this.#reach = this.#reaches.get(user);
    }
    const before = this.#before(user, time);
    this.#recent.set(user, time, value);
    const reach = this.#reach ?? this.#begin(user, time, value);
    this.#reach = reach;
    if (time <= reach.first) {
      reach.first = time;
      reach.firstValue = value;
    }
    if (time >= reach.last) {
      reach.last = time;
      reach.lastValue = value;
    }
    return before;
  }

  #before(user: number, time: number): number | undefined {
    const reach = this.#reach;
    if (time === reach?.first) return reach.firstValue;
    if (time === reach?.last) return reach.lastValue;
    const isWithin = reach !== undefined && time > reach.first && time < reach.last;
    if (!isWithin && !this.#hasForgottenUsers) return undefined;
    const before = this.#recent.get(user, time);
    if (before === undefined && (this.#hasForgottenUsers || this.#recent.hasForgotten)) this.#doubtful += 1;
    return before;
  }

  #begin(user: number, time: number, value: number): Reach {
    if (this.#reaches.size >= MOST_USERS) {
      this.#reaches.clear();
      this.#hasForgottenUsers = true;
    }
    const reach = { first: time, firstValue: value, last: time, lastValue: value };
    this.#reaches.set(user, reach);
    return reach;
  }
}
