import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { holdClock } from '../support/held-clock.ts';
import { inject, YEAR } from './inject.ts';

/** An engine that answers nobody about a user until it is let go. */
class HeldEngine extends MemoryEngine {
  readonly gate = Promise.withResolvers<void>();
  asked = 0;

  override async getUser(id: number) {
    this.asked += 1;
    await this.gate.promise;
    return super.getUser(id);
  }
}

describe('/readyz, which asks for no key', () => {
  test('asks a slow store once, however many want to know, and takes no place from queries', async (context) => {
    // Neither does the probe take too long, nor does its answer grow old.
    holdClock(context);
    const engine = new HeldEngine();
    const { service, send } = await inject({ maxQueries: 2 }, engine);
    const probes = Array.from({ length: 30 }, () => service.app.inject('/readyz'));
    await until('the probe', () => engine.asked > 0);
    assert.equal((await send('GET', `/v1/cohorts/users?${YEAR}&minHeartRate=0`)).statusCode, 200);
    engine.gate.resolve();
    for (const { statusCode } of await Promise.all(probes)) assert.equal(statusCode, 200);
    assert.equal(engine.asked, 1);
    for (let at = 0; at < 5; at += 1) assert.equal((await service.app.inject('/readyz')).statusCode, 200);
    assert.equal(engine.asked, 1);
    await service.remove();
  });

  test('says no while the store hangs, without asking it again, and is ready when it answers', async () => {
    const engine = new HeldEngine();
    const { service } = await inject({}, engine);
    for (let at = 0; at < 5; at += 1) assert.equal((await service.app.inject('/readyz')).statusCode, 503);
    assert.equal(engine.asked, 1);
    engine.gate.resolve();
    await until('a ready service', async () => (await service.app.inject('/readyz')).statusCode === 200);
    const told = service.logged.filter((line) => line.includes('the store'));
    assert.deepEqual(
      told.map((line) => (JSON.parse(line) as { msg: string }).msg),
      ['the store does not answer', 'the store answers again'],
    );
    await service.remove();
  });
});
