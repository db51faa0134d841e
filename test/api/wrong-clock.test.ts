import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withClockSet } from '../support/wall-clock.ts';
import { inject, YEAR } from './inject.ts';

const HOURS = [-24 * 365, -1, 1, 24 * 365] as const;

for (const hours of HOURS) {
  describe(`a clock that is set by ${hours} h`, () => {
    test('neither shuts a key out for longer than a minute, nor gives it more requests', async () => {
      const { service, send } = await inject({ rateLimit: 3 });
      for (let at = 0; at < 3; at += 1) assert.equal((await send('GET', '/v1')).statusCode, 200);
      const refused = await withClockSet(hours, () => send('GET', '/v1'));
      assert.equal(refused.statusCode, 429);
      const retryAfter = Number(refused.headers['retry-after']);
      assert.ok(retryAfter >= 1 && retryAfter <= 60, `${retryAfter}`);
      assert.ok(Number(refused.headers['x-ratelimit-reset']) <= 60);
      await service.remove();
    });

    test('does the same to addresses without a key', async () => {
      const { service } = await inject({ authFailureLimit: 3 });
      for (let at = 0; at < 3; at += 1) assert.equal((await service.app.inject('/v1')).statusCode, 401);
      const refused = await withClockSet(hours, () => service.app.inject('/v1'));
      assert.equal(refused.statusCode, 429);
      assert.ok(Number(refused.headers['retry-after']) <= 60);
      await service.remove();
    });

    test('changes nothing in the windows of the objectives, in readiness, and in what takes long', async () => {
      const { service, store, send } = await inject();
      await store.putUser({ id: 1 });
      const ask = () => send('GET', `/v1/users/1/top-hours?${YEAR}`);
      await ask();
      await withClockSet(hours, async () => {
        await ask();
        assert.equal((await service.app.inject('/readyz')).statusCode, 200);
        const { objectives } = JSON.parse((await send('GET', '/v1/slo')).body) as {
          objectives: { count: number; p95Ms: number }[];
        };
        assert.equal(objectives[0]!.count, 2);
        assert.ok(objectives[0]!.p95Ms < 60_000);
      });
      await service.remove();
    });
  });
}
