import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { inject, problemCode } from './inject.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2024, 2, 10, 12, 30);
const WINDOW = `from=${new Date(NOW - HOUR + 1).toISOString()}&to=${new Date(NOW).toISOString()}`;

const { service, store, send } = await inject();
after(() => service.remove());

/** By user, how long before now there are readings. */
const AGES: ReadonlyMap<number, readonly number[]> = new Map([
  [1, [0, HOUR - 1, 40 * DAY]],
  // Those who are silent; the last millisecond before the window, and the first of the 30 days up to it.
  [2, [HOUR, 2 * HOUR]],
  [3, [5 * DAY, 6 * DAY]],
  [4, [30 * DAY + HOUR - 1]],
  // Who stopped before them is not missed.
  [5, [30 * DAY + HOUR]],
  // Who went on after the window was not silent for ever.
  [6, [5 * DAY, -1]],
]);
await store.importUsers([...AGES.keys()].map((id) => ({ id, name: `Person ${id}` })));
await store.putUser({ id: 2, externalId: 'P-2', name: 'Two' });
await store.ingest(
  [...AGES].flatMap(([userId, ages]) => ages.map((age) => ({ userId, timestamp: new Date(NOW - age), heartRate: 60 }))),
);

const ago = (age: number) => new Date(NOW - age).toISOString();

describe('GET /v1/activity', () => {
  test('counts readings and users hour by hour, of the window alone', async () => {
    const { body } = await send('GET', `/v1/activity?${WINDOW}`);
    assert.deepEqual(JSON.parse(body), {
      readings: 2,
      users: 1,
      hours: [
        { start: '2024-03-10T11:00:00.000Z', readings: 1, users: 1 },
        { start: '2024-03-10T12:00:00.000Z', readings: 1, users: 1 },
      ],
    });
  });

  test('tells who has been silent longest, by the last reading before the window', async () => {
    const { body } = await send('GET', `/v1/activity?${WINDOW}&silent`);
    assert.deepEqual((JSON.parse(body) as { silent: unknown }).silent, [
      { userId: 4, externalId: null, name: 'Person 4', lastReading: ago(30 * DAY + HOUR - 1) },
      { userId: 3, externalId: null, name: 'Person 3', lastReading: ago(5 * DAY) },
      { userId: 2, externalId: 'P-2', name: 'Two', lastReading: ago(HOUR) },
    ]);
  });

  test('names ten of them at most, and records whom', async () => {
    const ids = Array.from({ length: 12 }, (_, at) => 100 + at);
    await store.importUsers(ids.map((id) => ({ id })));
    await store.ingest(ids.map((userId) => ({ userId, timestamp: new Date(NOW - 10 * DAY), heartRate: 60 })));
    const { body, headers } = await send('GET', `/v1/activity?${WINDOW}&silent=true`);
    const { silent } = JSON.parse(body) as { silent: { userId: number }[] };
    assert.deepEqual(
      silent.map(({ userId }) => userId),
      [4, ...ids.slice(0, 9)],
    );
    const entry = await until('the entry', () =>
      service.audited().find(({ requestId }) => requestId === headers['x-request-id']),
    );
    assert.equal(entry.action, 'activity');
    assert.equal((entry.users as unknown[]).length, 10);
    await store.deleteUsers(ids);
  });

  test('of the first instant there is nobody before', async () => {
    const { body } = await send('GET', '/v1/activity?from=1970-01-01&to=1970-01-01&silent');
    assert.deepEqual((JSON.parse(body) as { silent: unknown }).silent, []);
  });

  test('lasts 48 hours at most', async () => {
    assert.equal(problemCode(await send('GET', '/v1/activity?from=2024-01-01&to=2024-01-03'), 400), 'INVALID_ARGUMENT');
  });
});
