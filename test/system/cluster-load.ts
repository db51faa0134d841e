import assert from 'node:assert/strict';
import { until } from '../../harness/until.ts';
import { type ErrorCode, PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { Store } from '../../src/store/store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import { keep, START, USERS } from './cluster-fixture.ts';

/** Ten readings an hour, in days that nothing else is written to. */
const FIRST = START + 40 * 86_400_000;
const STEP = 360_000;

/**
 * Work on a store while faults happen: writers that share every bucket, each sending a step again until it is acknowledged,
 * and readers that check every answer. Each user's heart rate never changes, so an average is right or wrong; and the number
 * of readings must lie between what was acknowledged before the query and what was begun before the answer.
 */
export class ClusterLoad {
  /** Steps acknowledged, answers to the reader that were right, and refusals by code. */
  acknowledged = 0;
  answers = 0;
  readonly refusals = new Map<ErrorCode, number>();
  readonly #reader: Store;
  readonly #reference: ReferenceStore;
  readonly #working: Promise<unknown>;
  #begun = 0;
  #isOver = false;
  #failure: unknown;

  /**
   * @param writers Each is written to and asked. One whose own write broke off may refuse to answer until it has ended it.
   * @param reader Is asked only: what becomes of others' writes does not keep it from answering.
   */
  constructor(writers: readonly Store[], reader: Store, reference: ReferenceStore) {
    this.#reader = reader;
    this.#reference = reference;
    this.#working = Promise.all([
      this.#ask(reader),
      ...writers.flatMap((store) => [this.#write(store), this.#ask(store)]),
    ]);
  }

  /** Waits until `count` more steps are acknowledged and as many queries answered. */
  async progress(count: number): Promise<void> {
    const [steps, answers] = [this.acknowledged + count, this.answers + count];
    await this.#until('progress', () => this.acknowledged >= steps && this.answers >= answers);
  }

  /** Waits until `count` more queries are answered. */
  async answered(count: number): Promise<void> {
    const answers = this.answers + count;
    await this.#until('answers', () => this.answers >= answers);
  }

  /** Waits until work was refused with one of the codes, from now on. */
  async refused(codes: readonly ErrorCode[]): Promise<void> {
    const count = () => codes.reduce((sum, code) => sum + (this.refusals.get(code) ?? 0), 0);
    const before = count();
    await this.#until('a refusal', () => count() > before);
  }

  /** Every step that was begun is acknowledged when this settles, and in the reference. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#working;
    this.#rethrow();
  }

  async #write(store: Store): Promise<void> {
    while (!this.#isOver && this.#failure === undefined) {
      const at = this.#begun;
      this.#begun += 1;
      const readings = USERS.map((userId) => ({
        userId,
        timestamp: new Date(FIRST + at * STEP),
        heartRate: 100 + userId,
      }));
      const take = async () => this.#failure !== undefined || (await this.#attempt(() => store.ingest(readings)));
      await until(`step ${at} to be acknowledged`, take, { every: 200 });
      this.acknowledged += 1;
      keep(this.#reference, readings);
    }
  }

  async #ask(store: Store): Promise<void> {
    let turn = 0;
    const askOnce = async () => {
      turn += 1;
      const least = this.acknowledged;
      const done = await this.#attempt(async () => {
        if (turn % 3 < 2) {
          const window = { from: new Date(FIRST), to: new Date(FIRST + 365 * 86_400_000 - turn) };
          const members = await store.queryUsers({ ...window, minHeartRate: 0, details: true });
          const most = this.#begun;
          if (least > 0) assert.deepEqual(members.map(({ userId }) => userId).toSorted(), [...USERS]);
          for (const { userId, count, average } of members) this.#check(average, userId, count, least, most);
        } else {
          const userId = USERS[turn % USERS.length]!;
          const window = { from: new Date(FIRST), to: new Date(FIRST + 365 * 86_400_000) };
          const hours = await store.queryTop({ ...window, userId, details: true });
          const most = this.#begun;
          assert.ok(hours.length === 1 || least === 0);
          for (const { average, count } of hours) this.#check(average, userId, count, least, most);
        }
      });
      if (done && store === this.#reader) this.answers += 1;
      return this.#isOver || this.#failure !== undefined;
    };
    await until('the end of the load', askOnce, { every: 50, seconds: 3600 });
  }

  #check(average: number, userId: number, count: number, least: number, most: number): void {
    assert.equal(average, 100 + userId);
    assert.ok(count >= least && count <= most, `user ${userId}: ${count} readings, not ${least} to ${most}`);
  }

  /** Whether it went well; a refusal has a code, anything else ends the load. */
  async #attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof PulsebaseError) || ['UNEXPECTED', 'ENGINE_FAILED'].includes(error.code)) {
        this.#failure ??= error;
      } else this.refusals.set(error.code, (this.refusals.get(error.code) ?? 0) + 1);
      return false;
    }
  }

  async #until(what: string, condition: () => boolean): Promise<void> {
    const isThere = () => {
      this.#rethrow();
      return condition();
    };
    await until(() => `${what}; refused were ${JSON.stringify([...this.refusals])}`, isThere);
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
