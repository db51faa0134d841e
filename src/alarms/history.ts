/** Readings that are never forgotten, the last ones: they tell whether what comes late is known already. */
const REMEMBERED = 32;

/** The last readings of one user in columns, in order of time. Each has a number, which counts from 0 and stays. */
export class History {
  #timestamps = new Float64Array(16);
  #heartRates = new Float64Array(16);
  /** Number of the first reading in the columns. */
  #first = 0;
  #length = 0;
  /** Readings at the head of the columns that are forgotten, and not yet removed. */
  #forgotten = 0;

  /** Number of the first reading that is not forgotten. */
  get first(): number {
    return this.#first + this.#forgotten;
  }

  /** Number that the next reading will have. */
  get end(): number {
    return this.#first + this.#length;
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.#timestamps.byteLength * 2;
  }

  /** Unix milliseconds. */
  timestampOf(number: number): number {
    return this.#timestamps[number - this.#first]!;
  }

  /** Thousandths of a bpm. */
  heartRateOf(number: number): number {
    return this.#heartRates[number - this.#first]!;
  }

  /** Number of the first reading at or after an instant. */
  firstFrom(instant: number): number {
    let [low, high] = [this.first, this.end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timestampOf(middle) < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Adds a reading, later than all before, and returns its number. */
  push(timestamp: number, heartRate: number): number {
    if (this.#length === this.#timestamps.length) this.#makeRoom();
    this.#timestamps[this.#length] = timestamp;
    this.#heartRates[this.#length] = heartRate;
    this.#length += 1;
    return this.end - 1;
  }

  /** Takes the last readings back, from one on. */
  takeBack(number: number): void {
    this.#length = number - this.#first;
  }

  /** Forgets readings at or before an instant, but for the last few. */
  forget(upTo: number): void {
    const most = this.#length - REMEMBERED;
    while (this.#forgotten < most && this.#timestamps[this.#forgotten]! <= upTo) this.#forgotten += 1;
  }

  #makeRoom(): void {
    // Where half is forgotten there is room enough; so each reading is moved once at most, in the long run.
    if (this.#forgotten * 2 >= this.#length) {
      this.#timestamps.copyWithin(0, this.#forgotten, this.#length);
      this.#heartRates.copyWithin(0, this.#forgotten, this.#length);
      this.#first += this.#forgotten;
      this.#length -= this.#forgotten;
      this.#forgotten = 0;
      return;
    }
    this.#timestamps = longer(this.#timestamps);
    this.#heartRates = longer(this.#heartRates);
  }
}

function longer(column: Float64Array): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(column.length * 2);
  copy.set(column);
  return copy;
}
