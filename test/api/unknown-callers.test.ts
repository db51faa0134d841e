import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Windows } from '../../src/api/auth/windows.ts';
import { inject, problemCode } from './inject.ts';

const LIMIT = 5;

async function limited() {
  const { service } = await inject({ authFailureLimit: LIMIT });
  const ask = (remoteAddress: string, key?: string) =>
    service.app.inject({
      url: '/v1',
      remoteAddress,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
  const told = () =>
    service.logged
      .map((line) => JSON.parse(line) as { level: number; msg: string; address?: string; count: number })
      .filter(({ msg }) => msg === 'requests without a key that is known');
  return { service, ask, told };
}

describe('requests without a key that is known', () => {
  test('are refused past the limit of their address, and those with a key never', async () => {
    const { service, ask } = await limited();
    for (let at = 0; at < LIMIT; at += 1) {
      const answer = await ask('192.0.2.7', at % 2 === 0 ? `${service.adminKey}x` : undefined);
      assert.equal(problemCode(answer, 401), 'AUTHENTICATION_FAILED');
    }
    for (const key of ['nonsense', `${service.adminKey}x`, undefined]) {
      const refused = await ask('192.0.2.7', key);
      assert.equal(problemCode(refused, 429), 'RATE_LIMITED');
      const retryAfter = Number(refused.headers['retry-after']);
      assert.ok(retryAfter >= 1 && retryAfter <= 60, `${retryAfter}`);
    }
    assert.equal((await ask('192.0.2.7', service.adminKey)).statusCode, 200);
    assert.equal(problemCode(await ask('192.0.2.8', 'nonsense'), 401), 'AUTHENTICATION_FAILED');
    assert.equal((await service.app.inject({ url: '/livez', remoteAddress: '192.0.2.7' })).statusCode, 200);
    await service.remove();
  });

  test('count together where they come from one network of IPv6, or from one address in both forms', async () => {
    const { service, ask } = await limited();
    for (let at = 0; at < LIMIT; at += 1) await ask(`2001:db8:0:1::${at + 1}`);
    assert.equal((await ask('2001:db8:0:1:ffff::9')).statusCode, 429);
    assert.equal((await ask('2001:db8:0:2::1')).statusCode, 401);
    for (let at = 0; at < LIMIT; at += 1) await ask('::ffff:192.0.2.9');
    assert.equal((await ask('192.0.2.9')).statusCode, 429);
    assert.equal((await ask('fe80::1%eth0')).statusCode, 401);
    await service.remove();
  });

  test('are a line in the log for each address, with their number, and not one each', async () => {
    const { service, ask, told } = await limited();
    for (let at = 0; at < 40; at += 1) await ask('192.0.2.7', 'nonsense');
    for (let at = 0; at < 3; at += 1) await ask('2001:db8::1');
    assert.deepEqual(
      told().map(({ level, address, count }) => [level, address, count]),
      [
        [40, '192.0.2.7', 1],
        [40, '2001:db8::/64', 1],
      ],
    );
    assert.ok(service.logged.every((line) => !line.includes('"msg":"request"') || line.includes('"level":20')));
    await service.stop();
    const totals = Object.groupBy(told(), ({ address }) => String(address));
    const sum = (lines: readonly { count: number }[] = []) => lines.reduce((total, { count }) => total + count, 0);
    assert.deepEqual([sum(totals['192.0.2.7']), sum(totals['2001:db8::/64'])], [40, 3]);
    await service.remove();
  });
});

test('windows hold no more keys than they may: the others share one', () => {
  const ended = new Map<string, number>();
  const windows = new Windows(
    60_000,
    3,
    () => ({ count: 0 }),
    (key, { count }) => {
      ended.set(key, count);
      return undefined;
    },
  );
  for (let at = 0; at < 1000; at += 1) {
    windows.of(`key ${at}`).state.count += 1;
    windows.of('key 1').state.count += 1;
  }
  windows.close();
  assert.deepEqual(
    [...ended],
    [
      ['key 0', 1],
      ['key 1', 1001],
      ['key 2', 1],
      ['others', 997],
    ],
  );
});
