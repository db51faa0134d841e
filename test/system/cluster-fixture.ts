import assert from 'node:assert/strict';
import { until } from '../../harness/until.ts';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openClickhouse, type ServerParts } from '../../src/engines/clickhouse/server/open-clickhouse.ts';
import { type ErrorCode, PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { ReadingInput } from '../../src/model/reading.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import { collect } from '../conformance/collect.ts';
import { ifKnown } from '../conformance/if-known.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';

export const WINDOW = { from: '2023-01-01', to: '2023-12-31T23:59:59.999Z' };
export const START = Date.parse('2023-01-31T20:00:00Z');
/** Seconds: a node that is gone must be missed soon. */
export const SESSION_TIMEOUT = 6;
/** On both shards, whatever the hash of the old and the new server. */
export const USERS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

export interface DatedReading extends ReadingInput {
  readonly timestamp: Date;
}

/** Opens a store with something put around its statements. */
export async function openAround(url: string, parts: ServerParts): Promise<Store> {
  const engine = await openClickhouse(url, { ...DEFAULT_OPTIONS, onWarning: () => {} }, parts);
  return createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
}

export async function putUsers(store: Store, reference: ReferenceStore): Promise<void> {
  await store.importUsers(USERS.map((id) => ({ id, gender: 'female', age: 20 + id })));
  for await (const user of store.listUsers()) reference.putUser(user);
}

/** Readings of all users every ten minutes from the evening of a month's last day on. */
export function someReadings(count: number, first: number, heartRate: number): DatedReading[] {
  return USERS.flatMap((userId) =>
    Array.from({ length: count }, (_, at) => ({
      userId,
      timestamp: new Date(START + (first + at) * 600_000),
      heartRate: heartRate + userId + (at % 7),
    })),
  );
}

export function keep(reference: ReferenceStore, readings: readonly DatedReading[]): void {
  for (const { userId, timestamp, heartRate } of readings) {
    reference.putReading(Number(userId), timestamp.getTime(), Number(heartRate) * 1000);
  }
}

/** Every answer must be that of the readings that were acknowledged. */
export async function checkAnswers(store: Store, reference: ReferenceStore): Promise<void> {
  const [from, to] = [Date.parse(WINDOW.from), Date.parse(WINDOW.to)];
  const ragged = { from: START + 1, to: START + 90 * 600_000 + 17 };
  for (const period of [{ from, to }, ragged]) {
    const ends = { from: new Date(period.from), to: new Date(period.to) };
    const query = { minAge: 22, minHeartRate: 60 };
    assert.deepEqual(
      await store.queryUsers({ ...ends, ...query, gender: 'female', details: true }),
      reference.cohort({ ...period, ...query, genders: ['female'] }),
    );
    for (const userId of USERS) {
      assert.deepEqual(
        await ifKnown(store.queryTop({ ...ends, userId, details: true })),
        reference.top({ ...period, userId, limit: 10 }),
      );
    }
  }
}

/** The whole store is that of one clean load of the reference's readings. */
export async function checkEverything(store: Store, reference: ReferenceStore): Promise<void> {
  await checkAnswers(store, reference);
  for (const userId of USERS) {
    const period = { from: Date.parse(WINDOW.from), to: Date.parse(WINDOW.to) };
    assert.deepEqual(await ifKnown(collect(store.readings(userId, WINDOW))), reference.readingsOf(userId, period));
  }
  const { ok, differences, problems } = await store.verify();
  assert.deepEqual({ ok, differences, problems }, { ok: true, differences: [], problems: [] });
  assert.equal((await store.stats()).pendingWrites, 0);
}

export async function refused(work: Promise<unknown>, ...codes: ErrorCode[]): Promise<PulsebaseError> {
  const error: unknown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof PulsebaseError, `expected ${codes.join(' or ')}, got ${String(error)}`);
  assert.ok(codes.includes(error.code), `expected ${codes.join(' or ')}, got ${error.code}: ${error.message}`);
  assert.doesNotMatch(error.message, /a secret/);
  return error;
}

/** Tries until it goes well: a server that comes back takes a moment. */
export async function eventually<T>(work: () => Promise<T>): Promise<T> {
  let failure: unknown;
  const attempt = () =>
    work().then(
      (result) => ({ result }),
      (error: unknown) => {
        failure = error;
        return undefined;
      },
    );
  const { result } = await until(() => `an end of ${String(failure)}`, attempt, { every: 250 });
  return result;
}
