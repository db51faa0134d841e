import { ReadingBlock } from '../model/reading-block.ts';

const HOUR = 3600;

/**
 * Takes the readings of a stretch of whole hours user by user, and gives them hour by hour: sorted by (UTC hour, user,
 * timestamp). A counting sort, so it costs two passes over the readings and no comparison.
 */
export class HourSorter {
  /** Seconds since the start of the stretch, in order of (user, time). Replaced by {@link grow}. */
  seconds = new Uint32Array(1 << 16);
  /** Whole bpm of the same readings. */
  bpm = new Uint8Array(1 << 16);
  /** Readings taken. */
  length = 0;
  /** Readings in each hour of the stretch. */
  counts = new Int32Array(0);
  #start = 0;
  /** Users in the order taken, and where the readings of each end. */
  readonly #users: number[] = [];
  readonly #ends: number[] = [];

  /** Forgets everything and begins a stretch at `start`, Unix seconds of a whole UTC hour, of some hours. */
  begin(start: number, hours: number): void {
    this.#start = start;
    if (this.counts.length < hours) this.counts = new Int32Array(hours);
    this.clear();
  }

  /** Forgets the readings taken. */
  clear(): void {
    this.length = 0;
    this.#users.length = 0;
    this.#ends.length = 0;
    this.counts.fill(0);
  }

  /** Doubles the room. */
  grow(): void {
    const { seconds, bpm } = this;
    this.seconds = new Uint32Array(seconds.length * 2);
    this.bpm = new Uint8Array(bpm.length * 2);
    this.seconds.set(seconds);
    this.bpm.set(bpm);
  }

  /** Says that the readings taken since the last call are those of this user, whose id is above all before. */
  endUser(userId: number): void {
    if (this.length === (this.#ends.at(-1) ?? 0)) return;
    this.#users.push(userId);
    this.#ends.push(this.length);
  }

  /** All readings taken, in a new block, whose rows are numbered from `firstRow`. */
  toBlock(firstRow: number): ReadingBlock {
    const block = new ReadingBlock(this.length);
    const { userIds, timestamps, heartRates, rows } = block;
    const { seconds, bpm } = this;
    const startMs = this.#start * 1000;
    const places = this.#firstPlaces();
    let from = 0;
    for (const [at, userId] of this.#users.entries()) {
      const end = this.#ends[at]!;
      for (let i = from; i < end; i += 1) {
        const second = seconds[i]!;
        const hour = (second / HOUR) | 0;
        const place = places[hour]!;
        places[hour] = place + 1;
        userIds[place] = userId;
        timestamps[place] = startMs + second * 1000;
        heartRates[place] = bpm[i]! * 1000;
      }
      from = end;
    }
    for (let i = 0; i < this.length; i += 1) rows[i] = firstRow + i;
    block.length = this.length;
    return block;
  }

  /** Where the readings of each hour begin. */
  #firstPlaces(): Int32Array {
    const places = new Int32Array(this.counts.length);
    let place = 0;
    for (const [hour, count] of this.counts.entries()) {
      places[hour] = place;
      place += count;
    }
    return places;
  }
}
