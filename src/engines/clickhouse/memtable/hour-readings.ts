import type { MilliBpm } from '../../../model/heart-rate.ts';
import type { Range } from '../../../window/covering.ts';
import { NO_READINGS, type Sum } from './sum.ts';

/** The readings of one user in one UTC hour, in order of time, with their totals. */
export class HourReadings implements Sum {
  #timestamps: number[] = [];
  #heartRates: MilliBpm[] = [];
  count = 0;
  sum = 0;
  lowest = NO_READINGS.lowest;
  highest = NO_READINGS.highest;

  /** Unix milliseconds. */
  get timestamps(): readonly number[] {
    return this.#timestamps;
  }

  get heartRates(): readonly MilliBpm[] {
    return this.#heartRates;
  }

  /** Adds a reading that is later than all others. */
  push(timestamp: number, heartRate: MilliBpm): void {
    this.#timestamps.push(timestamp);
    this.#heartRates.push(heartRate);
    this.#count(1, heartRate, heartRate, heartRate);
  }

  /** Adds readings of other instants. */
  merge(added: HourReadings): void {
    const [own, ownRates] = [this.#timestamps, this.#heartRates];
    const { timestamps, heartRates } = added;
    if (own.length === 0 || own.at(-1)! < timestamps[0]!) {
      for (const timestamp of timestamps) own.push(timestamp);
      for (const heartRate of heartRates) ownRates.push(heartRate);
    } else {
      [this.#timestamps, this.#heartRates] = merged(own, ownRates, timestamps, heartRates);
    }
    this.#count(added.count, added.sum, added.lowest, added.highest);
  }

  /** The heart rate at an instant. */
  at(timestamp: number): MilliBpm | undefined {
    const at = this.#indexOf(timestamp);
    return this.#timestamps[at] === timestamp ? this.#heartRates[at] : undefined;
  }

  /** Indexes of the readings in a range of Unix milliseconds. */
  indexesOf({ from, to }: Range): Range {
    return { from: this.#indexOf(from), to: this.#indexOf(to) };
  }

  /** The totals of the readings in a range of Unix milliseconds. */
  sumOf(range: Range): Sum {
    const { from, to } = this.indexesOf(range);
    if (from === 0 && to === this.count) return this;
    let { sum, lowest, highest } = NO_READINGS;
    for (let at = from; at < to; at += 1) {
      const heartRate = this.#heartRates[at]!;
      sum += heartRate;
      lowest = Math.min(lowest, heartRate);
      highest = Math.max(highest, heartRate);
    }
    return { count: to - from, sum, lowest, highest };
  }

  #count(count: number, sum: number, lowest: number, highest: number): void {
    this.count += count;
    this.sum += sum;
    if (lowest < this.lowest) this.lowest = lowest;
    if (highest > this.highest) this.highest = highest;
  }

  /** The index of the first reading that is not before an instant. */
  #indexOf(timestamp: number): number {
    let [low, high] = [0, this.#timestamps.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timestamps[middle]! < timestamp) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Two lists of readings as one, in order of time. */
function merged(
  a: readonly number[],
  aRates: readonly MilliBpm[],
  b: readonly number[],
  bRates: readonly MilliBpm[],
): [timestamps: number[], heartRates: MilliBpm[]] {
  const timestamps: number[] = [];
  const heartRates: MilliBpm[] = [];
  let [inA, inB] = [0, 0];
  while (inA < a.length || inB < b.length) {
    if (inB === b.length || (inA < a.length && a[inA]! < b[inB]!)) {
      timestamps.push(a[inA]!);
      heartRates.push(aRates[inA++]!);
    } else {
      timestamps.push(b[inB]!);
      heartRates.push(bRates[inB++]!);
    }
  }
  return [timestamps, heartRates];
}
