import { HOUR_MS } from '../../src/window/bucket.ts';
import { type Delivered, type Delivery, deliver } from './deliver.ts';
import type { Dice } from './dice.ts';
import type { ServicePair } from './service-pair.ts';
import { Tally } from './tally.ts';

/** Unix ms -> bpm. */
export type Readings = Map<number, number>;

export interface Period {
  readonly from: number;
  readonly to: number;
}

const START = Date.UTC(2023, 0, 1);

/**
 * Somebody who measures one user, and sends one request after the other, each until it is answered: so what the store must hold of
 * the user is known at the end of each.
 */
export class Device {
  readonly id: number;
  readonly dice: Dice;
  readonly pair: ServicePair;
  /** Whether its user may be deleted. */
  readonly mayForget: boolean;
  /** That of the round. */
  tally = new Tally();
  /** What is acknowledged and not erased. */
  readonly readings: Readings = new Map();
  readonly #used = new Set<number>();
  readonly #answered: { readonly delivery: Delivery; readonly text: string }[] = [];
  #last = START;
  #keys = 0;

  constructor(id: number, dice: Dice, pair: ServicePair, mayForget = true) {
    this.id = id;
    this.mayForget = mayForget;
    this.dice = dice;
    this.pair = pair;
  }

  /** Makes its user known. */
  async appear(): Promise<void> {
    const body = JSON.stringify({ name: `user ${this.id}` });
    const path = `/v1/users/${this.id}`;
    const { status, text } = await deliver(this.pair, { method: 'PUT', path, contentType: 'application/json', body });
    if (status >= 300) this.tally.fails(`${path} is not put: ${status} ${text}`);
  }

  /** Sends readings, of which the receipt must say what they did. */
  async write(rows: Readings, { isKeyed = true }: { readonly isKeyed?: boolean } = {}): Promise<void> {
    if (rows.size === 0) return;
    const delivery = this.deliveryOf(rows, isKeyed);
    const delivered = await deliver(this.pair, delivery);
    const updated = [...rows.keys()].filter((ms) => this.readings.has(ms)).length;
    for (const [ms, bpm] of rows) this.readings.set(ms, bpm);
    this.#judge(delivered, delivery, rows.size, updated);
    if (isKeyed) this.#answered.push({ delivery, text: delivered.text });
  }

  /** Erases a window; its answer says how many readings that were, and so may also count `others`. */
  async erase(period: Period, others = 0): Promise<void> {
    const window = `from=${new Date(period.from).toISOString()}&to=${new Date(period.to).toISOString()}`;
    const path = `/v1/readings?userIds=${this.id}&${window}`;
    const delivered = await deliver(this.pair, { method: 'DELETE', path });
    const within = [...this.readings.keys()].filter((ms) => ms >= period.from && ms <= period.to);
    for (const ms of within) this.readings.delete(ms);
    this.#judgeErasure(delivered, path, within.length, others);
  }

  /** Deletes the user, who then comes back as somebody new. */
  async forget(others = 0): Promise<void> {
    const path = `/v1/users/${this.id}`;
    const delivered = await deliver(this.pair, { method: 'DELETE', path });
    const held = this.readings.size;
    this.readings.clear();
    // Whoever asks again, because the answer did not come, may find nobody.
    if (delivered.status === 404 && delivered.isUnsure) this.tally.acknowledges(delivered);
    else this.#judgeErasure(delivered, path, held, others);
    await this.appear();
  }

  deliveryOf(rows: Readings, isKeyed: boolean): Delivery {
    this.#keys += 1;
    return {
      method: 'POST',
      path: '/v1/readings',
      contentType: 'application/x-ndjson',
      body: [...rows].map(([ms, bpm]) => lineOf(this.id, ms, bpm)).join('\n'),
      ...(isKeyed ? { idempotencyKey: `${this.id}-${this.#keys}` } : {}),
    };
  }

  /** Readings of instants that were never sent before: half of the time later than all others. */
  freshRows(count: number, within?: Period): Readings {
    const rows: Readings = new Map();
    const isLate = within === undefined && this.dice.below(2) === 0;
    while (rows.size < count) {
      const span = within ?? { from: START, to: this.#last };
      const next = span.from + this.dice.below(span.to - span.from + 1);
      const ms = isLate || this.#last === START ? this.#last + 1000 * (1 + this.dice.below(900)) : next;
      if (this.#used.has(ms)) continue;
      this.#used.add(ms);
      this.#last = Math.max(this.#last, ms);
      rows.set(ms, 40 + this.dice.below(140));
    }
    return rows;
  }

  /** Some hours around something that is there. */
  somePeriod(): Period {
    const ms = this.readings.size === 0 ? START : this.dice.pick([...this.readings.keys()]);
    return { from: ms - this.dice.below(6 * HOUR_MS), to: ms + HOUR_MS + this.dice.below(30 * HOUR_MS) };
  }

  /** Other values for some that are there, and a few new ones. */
  corrections(): Readings {
    const held = [...this.readings];
    const some = this.dice.some(held, Math.min(held.length, 1 + this.dice.below(20)));
    return new Map([...some.map(([ms, bpm]) => [ms, bpm + 1] as const), ...this.freshRows(this.dice.below(5))]);
  }

  /** Sends a request again that was answered long ago: it gets the same answer. */
  async again(): Promise<void> {
    if (this.#answered.length === 0) return;
    const { delivery, text } = this.dice.pick(this.#answered.slice(-20));
    const delivered = await deliver(this.pair, delivery);
    this.tally.acknowledges(delivered);
    if (delivered.isReplayed && delivered.text === text) return;
    this.tally.isFalse(`${delivery.idempotencyKey} got ${text}, and sent again ${delivered.text}`);
  }

  #judge(delivered: Delivered, { idempotencyKey }: Delivery, read: number, updated: number): void {
    this.tally.acknowledges(delivered);
    const answer = JSON.parse(delivered.text) as Readonly<Record<string, number>>;
    const told = [answer.read, answer.inserted, answer.updated, answer.unchanged, answer.rejected].join(' ');
    const expected = [read, read - updated, updated, 0, 0].join(' ');
    if (delivered.status === 200 && told === expected) return;
    // An attempt without an answer may have written all of it.
    if (delivered.isUnsure && told === [read, 0, 0, read, 0].join(' ')) return;
    const attempts = `${delivered.isUnsure ? 'unsure' : 'sure'} after ${delivered.attempts} attempts`;
    this.tally.isFalse(
      `${idempotencyKey} got ${delivered.status} ${told}, not ${expected} (${attempts}): ${delivered.text.slice(0, 300)}`,
    );
  }

  #judgeErasure(delivered: Delivered, path: string, held: number, others: number): void {
    this.tally.acknowledges(delivered);
    this.tally.erasures += 1;
    const { readings } = JSON.parse(delivered.text) as { readonly readings: number };
    if (delivered.status === 200 && readings >= held && readings <= held + others) return;
    if (delivered.status === 200 && delivered.isUnsure && readings <= others) return;
    this.tally.isFalse(`${path} got ${delivered.status} ${delivered.text}, not ${held} to ${held + others}`);
  }
}

export function lineOf(userId: number, ms: number, bpm: number): string {
  return `{"userId":${userId},"timestamp":"${new Date(ms).toISOString()}","heartRate":${bpm}}`;
}
