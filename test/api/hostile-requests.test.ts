import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { check, encode, hostileText, RUNS, testUnharmed, underAttack } from './hostile.ts';

const injected = await underAttack();
const { send } = injected;

const goodValues: Record<string, readonly string[]> = {
  from: ['2023-01-01', '1970-01-01', '2023-01-01T00:00:00.001Z'],
  to: ['2024-01-01', '2100-01-01'],
  minHeartRate: ['60', '-1e300'],
  minAge: ['24', '-5', '1e308'],
  gender: ['male', 'female,other'],
  asOf: ['2023-06-01'],
  limit: ['1', '10000'],
  details: ['true', ''],
  timezone: ['Asia/Kolkata', 'UTC'],
  resolution: ['hour', 'day', 'week', 'month'],
  cursor: ['WzEsMl0', 'W10', 'bnVsbA', 'WzFlOTk5LDFd'],
  userId: ['1', '1,2'],
  unknownUsers: ['create', 'reject'],
  dryRun: ['true'],
  maxRejections: ['5'],
};

const parameters = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...Object.keys(goodValues)) },
        { weight: 1, arbitrary: hostileText },
      ),
      fc.option(hostileText, { freq: 2 }),
      fc.nat(),
    ),
    { maxLength: 8 },
  )
  .map((pairs) =>
    pairs
      .map(([name, hostile, at]) => {
        const good = goodValues[name];
        const value = hostile ?? good?.[at % good.length] ?? '';
        return `${encode(name)}=${encode(value)}`;
      })
      .join('&'),
  );

const GETS = [
  '/v1/cohorts/users',
  '/v1/users/1/top-hours',
  '/v1/users/1/readings',
  '/v1/users/1/averages',
  '/v1/users',
  '/v1/stats',
  '/v1',
  '/metrics',
  '/v1/slo',
  '/readyz',
  '/docs',
];
const window = 'from=2023-01-01&to=2024-01-01';

describe('whatever comes, the answer is an answer or blames the request', () => {
  test('parameters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...GETS), parameters, fc.boolean(), async (path, query, isWindowed) => {
        const url = `${path}?${isWindowed ? `${window}&` : ''}${query}`;
        check(await send('GET', url), url);
      }),
      { numRuns: RUNS * 4 },
    );
  });

  test('parameters of what deletes', async () => {
    await fc.assert(
      fc.asyncProperty(parameters, async (query) => check(await send('DELETE', `/v1/readings?${query}`), query)),
      { numRuns: RUNS },
    );
  });

  test('paths', async () => {
    const part = fc.oneof(
      hostileText.map(encode),
      fc.constantFrom('v1', 'users', 'readings', 'docs', '%', '%e0%a4%a', '..', '.', '%2e%2e', '%00', '99'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
        fc.array(part, { maxLength: 5 }),
        fc.constantFrom('', '/v1/users/', '/v1/', '/docs/', '/docs/static/'),
        async (method, parts, prefix) => {
          const url = `${prefix || '/'}${parts.join('/')}`;
          const answer = await send(method as InjectOptions['method'], url);
          if (method === 'HEAD' || method === 'OPTIONS') assert.ok(answer.statusCode < 500, url);
          else check(answer, url);
        },
      ),
      { numRuns: RUNS * 3 },
    );
  });

  test('headers', async () => {
    const value = hostileText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 2000));
    const name = fc.constantFrom(
      'accept',
      'content-type',
      'content-encoding',
      'content-length',
      'authorization',
      'x-api-key',
      'idempotency-key',
      'x-request-id',
      'origin',
      'host',
      'expect',
      'accept-encoding',
      'range',
      'if-none-match',
      'transfer-encoding',
      'traceparent',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<readonly [InjectOptions['method'], string]>(
          ['GET', `/v1/users/1/readings?${window}`],
          ['POST', '/v1/readings'],
          ['PUT', '/v1/users/1'],
        ),
        fc.dictionary(name, value, { maxKeys: 4 }),
        async ([method, url], headers) =>
          check(await send(method, url, method === 'GET' ? undefined : '[]', headers), headers),
      ),
      { numRuns: RUNS * 3 },
    );
  });
});

testUnharmed(injected);
