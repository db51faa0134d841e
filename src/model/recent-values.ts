/** Slots of the largest table, a power of two: 48 MiB in all. */
const MOST_SLOTS = 2 ** 21;
/** Slots to begin with: most runs are of few readings, and a table costs the time to make it empty. */
const FIRST_SLOTS = 2 ** 10;
/** The share of slots beyond which the search for a free one would take long. */
const MOST_USED = 0.7;
const EMPTY = 0;
/** Slots that are looked at for a key: somebody could choose keys that all belong into one. */
const MOST_PROBES = 64;

/** The last value of each user and instant, of about as many as came last and fit. */
export class RecentValues {
  readonly #most: number;
  #users: Float64Array;
  #times: Float64Array;
  #values: Float64Array;
  #size = 0;
  #hasForgotten = false;

  /** @param most Slots, a power of two; about 1.5 million values fit when left out. */
  constructor(most: number = MOST_SLOTS) {
    this.#most = most;
    const slots = Math.min(most, FIRST_SLOTS);
    this.#users = new Float64Array(slots);
    this.#times = new Float64Array(slots);
    this.#values = new Float64Array(slots);
  }

  /** Whether there were more than are held. */
  get hasForgotten(): boolean {
    return this.#hasForgotten;
  }

  get(user: number, time: number): number | undefined {
    const slot = this.#find(user, time);
    return this.#holds(slot, user, time) ? this.#values[slot] : undefined;
  }

  set(user: number, time: number, value: number): void {
    const slot = this.#find(user, time);
    const isFree = this.#users[slot] === EMPTY;
    const isCrowded = !isFree && !this.#holds(slot, user, time);
    if (isFree ? this.#size >= this.#users.length * MOST_USED : isCrowded && this.#users.length < this.#most) {
      this.#makeRoom();
      this.set(user, time, value);
      return;
    }
    if (isFree) this.#size += 1;
    if (isCrowded) this.#hasForgotten = true;
    this.#users[slot] = user;
    this.#times[slot] = time;
    this.#values[slot] = value;
  }

  /** Doubles the table, or empties it where it is as large as it may be. */
  #makeRoom(): void {
    const [users, times, values] = [this.#users, this.#times, this.#values];
    this.#size = 0;
    if (users.length >= this.#most) {
      users.fill(EMPTY);
      this.#hasForgotten = true;
      return;
    }
    this.#users = new Float64Array(2 * users.length);
    this.#times = new Float64Array(2 * users.length);
    this.#values = new Float64Array(2 * users.length);
    for (const [slot, user] of users.entries()) if (user !== EMPTY) this.set(user, times[slot]!, values[slot]!);
  }

  #holds(slot: number, user: number, time: number): boolean {
    return this.#users[slot] === user && this.#times[slot] === time;
  }

  /** The slot of a key, or the one where it belongs: free, but for very unlikely keys. */
  #find(user: number, time: number): number {
    let slot = hash(user, time) & (this.#users.length - 1);
    for (let probes = 1; probes < MOST_PROBES; probes += 1) {
      if (this.#users[slot] === EMPTY || this.#holds(slot, user, time)) return slot;
      slot = (slot + 1) & (this.#users.length - 1);
    }
    return slot;
  }
}

/** Mixes both halves of both numbers, so that neighbours in time lie apart. */
function hash(user: number, time: number): number {
  let bits = Math.imul(user | 0, 0x9e3779b1) ^ Math.imul((time / 2 ** 32) | 0, 0x85ebca6b);
  bits = Math.imul(bits ^ (time | 0), 0xc2b2ae35) ^ Math.imul((user / 2 ** 32) | 0, 0x27d4eb2f);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x2c1b3c6d);
  return bits ^ (bits >>> 13);
}
