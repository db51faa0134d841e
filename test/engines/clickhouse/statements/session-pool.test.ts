import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SessionPool } from '../../../../src/engines/clickhouse/statements/session-pool.ts';

function gate() {
  return Promise.withResolvers<void>();
}

describe('a pool of sessions', () => {
  test('gives each caller a thing of his own, and no more than there are', async () => {
    const pool = new SessionPool(['a', 'b'], 60);
    const open = gate();
    const inUse: string[] = [];
    const work = Array.from({ length: 5 }, () =>
      pool.use(async (item) => {
        inUse.push(item);
        await open.promise;
      }),
    );
    await setImmediate();
    assert.deepEqual(inUse.toSorted(), ['a', 'b']);
    open.resolve();
    await Promise.all(work);
    assert.equal(inUse.length, 5);
  });

  test('serves those who wait in the order in which they came', async () => {
    const pool = new SessionPool(['only'], 60);
    const served: number[] = [];
    const first = gate();
    const work = [0, 1, 2, 3].map((caller) =>
      pool.use(async () => {
        if (caller === 0) await first.promise;
        served.push(caller);
      }),
    );
    first.resolve();
    await Promise.all(work);
    assert.deepEqual(served, [0, 1, 2, 3]);
  });

  test('takes a thing back from work that failed', async () => {
    const pool = new SessionPool(['only'], 60);
    await assert.rejects(
      pool.use(async () => {
        throw new Error('failed');
      }),
      { message: 'failed' },
    );
    assert.equal(await pool.use(async (item) => item), 'only');
  });

  test('gives up after its time with POOL_TIMEOUT, and the one who gave up is not served', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const pool = new SessionPool(['only'], 3);
    const busy = gate();
    const holder = pool.use(() => busy.promise);
    const late = pool.use(async () => assert.fail('served after all'));
    const refused = assert.rejects(late, { code: 'POOL_TIMEOUT', message: /^[^\n]*3 s; raise POOL_TIMEOUT[^\n]*$/ });
    context.mock.timers.tick(2999);
    const patient = pool.use(async (item) => item);
    context.mock.timers.tick(1);
    await refused;
    busy.resolve();
    await holder;
    assert.equal(await patient, 'only');
  });
});
