/** Slots of the table, a power of two: 48 MiB in all. */
const SLOTS = 2 ** 21;
/** The share of slots beyond which the search for a free one would take long. */
const MOST = 0.7;
const EMPTY = 0;
/** Slots that are looked at for a key: somebody could choose keys that all belong into one. */
const MOST_PROBES = 64;

/** The last value of each user and instant, of about as many as came last and fit. */
export class RecentValues {
  readonly #slots: number;
  readonly #users: Float64Array;
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  #size = 0;
  #hasForgotten = false;

  /** @param slots A power of two; about 1.5 million values fit when left out. */
  constructor(slots: number = SLOTS) {
    this.#slots = slots;
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
    let slot = this.#find(user, time);
    if (this.#users[slot] === EMPTY) {
      if (this.#size >= this.#slots * MOST) {
        this.#users.fill(EMPTY);
        this.#size = 0;
        this.#hasForgotten = true;
        slot = this.#find(user, time);
      }
      this.#size += 1;
    } else if (!this.#holds(slot, user, time)) this.#hasForgotten = true;
    this.#users[slot] = user;
    this.#times[slot] = time;
    this.#values[slot] = value;
  }

  #holds(slot: number, user: number, time: number): boolean {
    return this.#users[slot] === user && this.#times[slot] === time;
  }

  /** The slot of a key, or the one where it belongs: free, but for very unlikely keys. */
  #find(user: number, time: number): number {
    let slot = hash(user, time) & (this.#slots - 1);
    for (let probes = 1; probes < MOST_PROBES; probes += 1) {
      if (this.#users[slot] === EMPTY || this.#holds(slot, user, time)) return slot;
      slot = (slot + 1) & (this.#slots - 1);
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
