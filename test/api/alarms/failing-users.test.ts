import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../harness/until.ts';
import type { ReadingPage } from '../../../src/engine/engine.ts';
import type { Window } from '../../../src/window/window.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { inject, readingsCsv } from '../inject.ts';

/** Some users cannot be read: a part of a disk is gone. */
class DamagedEngine extends MemoryEngine {
  damaged: ReadonlySet<number> = new Set();

  override async readings(userId: number, window: Window, limit: number): Promise<ReadingPage> {
    if (this.damaged.has(userId)) throw new Error(`a part with readings of user ${userId} is gone`);
    return super.readings(userId, window, limit);
  }
}

const RULE = {
  ...{ name: 'Fast', severity: 'high', since: '2023-01-01' },
  condition: { type: 'sustained', direction: 'above', limit: 100, forMinutes: 0, minReadings: 1, maxGapMinutes: 5 },
};

test('users who cannot be evaluated keep neither others nor a new rule waiting, are told of, and tried again', async () => {
  const engine = new DamagedEngine();
  const { service, store, send } = await inject({}, engine);
  const json = async <T>(path: string) => JSON.parse((await send('GET', path)).body) as T;
  const alarmed = async () =>
    (await json<{ alarms: { userId: number }[] }>('/v1/alarms')).alarms
      .map(({ userId }) => userId)
      .sort((a, b) => a - b);
  const failing = async () => /^pulsebase_alarm_users_failing (\d+)$/m.exec((await send('GET', '/metrics')).body)?.[1];
  const users = Array.from({ length: 20 }, (_, at) => at + 1);
  for (const id of users) await store.putUser({ id });
  const rows = users.map((id): [number, string, number] => [id, '2023-04-05T07:00:00Z', 120]);
  await send('POST', '/v1/readings', readingsCsv(rows), { 'content-type': 'text/csv' });
  // More than are evaluated at the same time, one after the other.
  const damaged = [3, 4, 5, 6, 7, 8, 9, 15];
  engine.damaged = new Set(damaged);
  assert.equal((await send('POST', '/v1/rules', RULE)).statusCode, 200);
  await until('the rule to be applied', async () => {
    const { rules } = await json<{ rules: { isPending: boolean }[] }>('/v1/rules');
    return rules.every(({ isPending }) => !isPending);
  });
  const healthy = users.filter((id) => !engine.damaged.has(id));
  assert.deepEqual(await alarmed(), healthy);
  assert.equal(await failing(), '8');
  const told = service.logged.filter((line) => line.includes('the alarms of a user cannot be evaluated'));
  assert.deepEqual(
    told.map((line) => (JSON.parse(line) as { userId: number }).userId).sort((a, b) => a - b),
    damaged,
  );

  engine.damaged = new Set();
  await until('the alarms of all', async () => (await alarmed()).length === users.length);
  await until('nobody to fail', async () => (await failing()) === '0');
  await service.remove();
});
