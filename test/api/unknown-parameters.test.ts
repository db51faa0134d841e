import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { inject, problemCode } from './inject.ts';

/** A body that is right, for the routes that look at theirs first. */
const BODIES: Readonly<Record<string, object>> = {
  'PUT /v1/users/1': {},
  'POST /v1/users/delete': { userIds: [] },
  'POST /v1/readings/delete': { userIds: [] },
  'POST /v1/readings/drop-before': { instant: '1970-01-01' },
  'POST /v1/alarms/1/snooze': { until: '2099-01-01' },
  'POST /v1/alarms/1/close': {},
  'POST /v1/keys': { name: 'x', scopes: ['read'] },
  'POST /v1/webhooks': { name: 'x', url: 'https://example.org/' },
  'PATCH /v1/webhooks/1': {},
  'POST /v1/webhooks/1/redeliver': { from: '1970-01-01', to: '1970-01-02' },
};

test('every route refuses a parameter that it does not know', async () => {
  const { service, send } = await inject();
  const { paths } = JSON.parse((await send('GET', '/openapi.json')).body) as { paths: Record<string, object> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path.replace(/\{\w+\}/, '1')] as const),
  );
  const undescribed = ['/', '/openapi.json', '/docs', '/docs/json', '/docs/yaml', '/docs/static/index.css'];
  const routes: (readonly [method: string, path: string])[] = [
    ...described,
    ...undescribed.map((path) => ['GET', path] as const),
  ];
  for (const [method, path] of [...routes]) if (method === 'GET') routes.push(['HEAD', path]);
  assert.ok(described.length > 20);
  for (const [method, path] of routes) {
    const answer = await send(method as InjectOptions['method'], `${path}?surprise=1`, BODIES[`${method} ${path}`]);
    if (method === 'HEAD') assert.equal(answer.statusCode, 400, path);
    else {
      assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT', `${method} ${path}`);
      assert.equal((JSON.parse(answer.body) as { field: string }).field, 'surprise', `${method} ${path}`);
    }
  }
  await service.remove();
});
