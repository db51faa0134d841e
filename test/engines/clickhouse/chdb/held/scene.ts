import type { ReadingInput } from '../../../../../src/model/reading.ts';
import type { Store } from '../../../../../src/store/store.ts';
import { bucketStart } from '../../../../../src/window/bucket.ts';

export const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;

/** Two users of their own, and readings later than all that was in the store before, for questions and a write. */
export class Scene {
  /** An id of its own: those of its users follow from it. */
  readonly #number: number;
  /** Unix ms: the start of the UTC hour of its newest readings. */
  readonly hour: number;

  constructor(number: number) {
    this.#number = number;
    this.hour = Date.parse('2021-03-03T10:00:00Z') + number * DAY;
  }

  get ann(): number {
    return 10 * this.#number + 1;
  }

  get bob(): number {
    return 10 * this.#number + 2;
  }

  /** Nobody has this id before a write. */
  get newcomer(): number {
    return 10 * this.#number + 3;
  }

  name(userId: number): string {
    return `P-${userId}`;
  }

  /** An instant so many minutes after the hour began. */
  at(minute: number): Date {
    return new Date(this.hour + minute * MINUTE);
  }

  reading(userId: number, minute: number, heartRate: number): ReadingInput {
    return { userId, timestamp: this.at(minute), heartRate };
  }

  /** Unix ms: the first instant of the month so many months after that of the hour. */
  month(offset: number): number {
    const date = this.at(0);
    return bucketStart('month', (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth() + offset);
  }

  async putUsers(store: Store): Promise<void> {
    await store.importUsers([
      { id: this.ann, externalId: this.name(this.ann), name: 'Ann', gender: 'female', age: 40 },
      { id: this.bob, externalId: this.name(this.bob), name: 'Bob', gender: 'male', birthDate: '1980-02-29' },
    ]);
  }

  /** What is stored first. */
  async ingestOld(store: Store): Promise<void> {
    const { ann, bob } = this;
    await store.ingest([
      this.reading(ann, -40 * 1440, 70),
      this.reading(ann, -1440 + 5, 66),
      this.reading(ann, -60, 68),
      this.reading(ann, 0, 60),
      this.reading(ann, 1, 62),
      this.reading(bob, -40 * 1440, 75),
      this.reading(bob, 0, 80),
    ]);
  }

  /** What is stored next, in the same hours and in others. */
  async ingestRecent(store: Store): Promise<void> {
    const { ann, bob } = this;
    await store.ingest([
      this.reading(ann, 2, 64),
      this.reading(ann, 30, 90),
      this.reading(ann, 31, 91),
      this.reading(ann, -59, 69),
      this.reading(bob, -1440 + 7, 77),
      this.reading(bob, 1, 81),
      this.reading(bob, 31, 85),
    ]);
  }
}
