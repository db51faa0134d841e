import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../harness/until.ts';
import type { ReadingPage } from '../../../src/engine/engine.ts';
import type { Window } from '../../../src/window/window.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { inject } from '../inject.ts';

/** Holds the first question for readings. */
class HeldEngine extends MemoryEngine {
  readonly asked: number[] = [];
  readonly #held = Promise.withResolvers<void>();

  release(): void {
    this.#held.resolve();
  }

  override async readings(userId: number, window: Window, limit: number): Promise<ReadingPage> {
    this.asked.push(userId);
    await this.#held.promise;
    return super.readings(userId, window, limit);
  }
}

test('a rule is not tried to the end when nobody waits for the answer any more', async () => {
  const engine = new HeldEngine();
  const { service, store, send } = await inject({}, engine);
  for (const id of [1, 2, 3]) await store.putUser({ id });
  await store.ingest([1, 2, 3].map((userId) => ({ userId, timestamp: new Date('2023-04-05'), heartRate: 60 })));
  const url = await service.listen();
  const leaving = new AbortController();
  const rule = { name: 'silent', severity: 'low', condition: { type: 'silence', forMinutes: 60 } };
  const trial = fetch(`${url}/v1/rules/try`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ rule, from: '2023-01-01', to: '2024-01-01' }),
    signal: leaving.signal,
  }).catch(() => 'gone');
  const atWork = async () =>
    /^pulsebase_work_in_progress\{kind="queries"\} (\d+)$/m.exec((await send('GET', '/metrics')).body)?.[1];
  await until('the trial', () => engine.asked.length > 0);
  assert.equal(await atWork(), '1');
  leaving.abort();
  assert.equal(await trial, 'gone');
  await until('the service to know', () => service.logged.some((line) => line.includes('/v1/rules/try')));
  engine.release();
  await until('the trial to be over', async () => (await atWork()) === '0');
  assert.deepEqual(engine.asked, [1]);
  await service.remove();
});
