/** 1989-12-31T00:00:00Z, from which FIT counts seconds, in Unix seconds. */
const EPOCH = 631_065_600;
/** Smaller numbers count seconds since the device was switched on. */
const MIN_DATE_TIME = 0x1000_0000;

/** The time of the messages of a file, of which many give its last bits alone. In seconds of FIT. */
export class MessageClock {
  #seconds: number | undefined;

  /** Takes a full time. */
  set(seconds: number): number {
    this.#seconds = seconds;
    return seconds;
  }

  /** The next time from now on that ends in these bits, so many of them; `undefined` before any full time. */
  next(low: number, bits: 5 | 16): number | undefined {
    if (this.#seconds === undefined) return undefined;
    const mask = 2 ** bits - 1;
    this.#seconds += (low - (this.#seconds & mask)) & mask;
    return this.#seconds;
  }
}

/** Unix milliseconds of a time; `undefined` when it counts from when the device was switched on, or there is none. */
export function fitInstant(seconds: number | undefined): number | undefined {
  return seconds === undefined || seconds < MIN_DATE_TIME ? undefined : (seconds + EPOCH) * 1000;
}
