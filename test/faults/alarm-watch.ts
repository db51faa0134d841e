import { isDeepStrictEqual } from 'node:util';
import { until } from '../../harness/until.ts';
import { type Receiver, startReceiver } from '../api/webhooks/receiver.ts';
import { deliver } from './deliver.ts';
import type { Device } from './device.ts';
import type { ServicePair } from './service-pair.ts';
import type { Tally } from './tally.ts';

/** What people know of an alarm. */
interface Told {
  readonly userId: number;
  readonly ruleId: string;
  readonly from: string;
  readonly raisedAt: string;
  readonly until: string | null;
}

const LIMIT = { direction: 'above', limit: 120, endLimit: 100 };
const RULES = [
  { type: 'sustained', ...LIMIT, forMinutes: 5, minReadings: 2, maxGapMinutes: 60 },
  { type: 'average', ...LIMIT, windowMinutes: 60, minReadings: 3 },
  { type: 'hour', ...LIMIT, minReadings: 2 },
  { type: 'silence', forMinutes: 12 * 60 },
];
/** Of so many messages one gets no answer, though it was received. */
const UNANSWERED = 50;

/** Rules, and a receiver who is told of alarms: in the end it must know what is so. */
export class AlarmWatch {
  readonly #pair: ServicePair;
  readonly #receiver: Receiver;

  private constructor(pair: ServicePair, receiver: Receiver) {
    this.#pair = pair;
    this.#receiver = receiver;
  }

  static async start(pair: ServicePair): Promise<AlarmWatch> {
    const receiver = await startReceiver();
    let messages = 0;
    receiver.answer(() => {
      messages += 1;
      return messages % UNANSWERED === 0 ? (_, request) => request.socket.destroy() : 204;
    });
    const watch = new AlarmWatch(pair, receiver);
    const { secret } = await watch.#ask<{ secret: string }>('POST', '/v1/webhooks', {
      ...{ name: 'torture', url: receiver.url, fields: ['userId'] },
    });
    receiver.secrets.push(secret);
    for (const condition of RULES) {
      const rule = { name: condition.type, severity: 'low', since: '2020-01-01', condition };
      await watch.#ask('POST', '/v1/rules', rule);
    }
    return watch;
  }

  /** Waits until everything is evaluated and told, and compares. */
  async look(devices: readonly Device[], tally: Tally): Promise<void> {
    await until('all alarms to be told', () => this.#pair.isTold(), { every: 100 });
    const report = await this.#ask<{ ok: boolean; differences: unknown[] }>('POST', '/v1/alarms/verify');
    if (!report.ok) tally.fails(`alarms differ from the readings: ${JSON.stringify(report.differences.slice(0, 3))}`);
    const alarms = await this.#alarms();
    const told = this.#replay(tally);
    tally.alarms += told.size;
    for (const [id, alarm] of alarms) {
      const known = told.get(id);
      if (isDeepStrictEqual(known, alarm)) continue;
      tally.untold += 1;
      tally.fails(`alarm ${id} is ${JSON.stringify(alarm)}, and ${JSON.stringify(known)} was told`);
    }
    // The alarms of a deleted user go without a word.
    const kept = new Set(devices.filter(({ mayForget }) => !mayForget).map(({ id }) => id));
    for (const [id, alarm] of told) {
      if (alarms.has(id) || !kept.has(alarm.userId)) continue;
      tally.untold += 1;
      tally.fails(`${JSON.stringify(alarm)} was told, and is no alarm`);
    }
  }

  close(): Promise<void> {
    return this.#receiver.close();
  }

  /** What somebody knows who takes each message once. */
  #replay(tally: Tally): Map<string, Told> {
    for (const fault of this.#receiver.faults) tally.fails(`a message that is not to be trusted: ${fault}`);
    const idOf = new Map<number, string>();
    const bodyOf = new Map<string, string>();
    const lastOf = new Map<string, number>();
    const told = new Map<string, Told>();
    for (const { id, payload } of this.#receiver.received) {
      const { type, data } = payload;
      const body = JSON.stringify(payload);
      if ((idOf.get(data.seq) ?? id) !== id) tally.fails(`event ${data.seq} was told under two ids`);
      if ((bodyOf.get(id) ?? body) !== body) tally.fails(`${id} was told with two bodies`);
      idOf.set(data.seq, id);
      if (bodyOf.has(id)) continue;
      bodyOf.set(id, body);
      const { alarmId, userId, ruleId, from, raisedAt, until: over } = data;
      if ((lastOf.get(alarmId) ?? 0) > data.seq) tally.fails(`the events of alarm ${alarmId} came out of order`);
      lastOf.set(alarmId, data.seq);
      if (type === 'alarm.retracted') told.delete(alarmId);
      else told.set(alarmId, { userId: userId!, ruleId, from, raisedAt, until: over });
    }
    return told;
  }

  async #alarms(): Promise<Map<string, Told>> {
    const alarms = new Map<string, Told>();
    for (let cursor = ''; ; ) {
      type Page = { readonly alarms: readonly (Told & { readonly id: string })[]; readonly nextCursor?: string };
      const page = await this.#ask<Page>('GET', `/v1/alarms?limit=1000${cursor}`);
      for (const { id, userId, ruleId, from, raisedAt, until: over } of page.alarms) {
        alarms.set(id, { userId, ruleId, from, raisedAt, until: over });
      }
      if (page.nextCursor === undefined) return alarms;
      cursor = `&cursor=${page.nextCursor}`;
    }
  }

  async #ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const { status, text } = await deliver(this.#pair, {
      ...{ method, path },
      ...(body === undefined ? {} : { contentType: 'application/json', body: JSON.stringify(body) }),
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }
}
