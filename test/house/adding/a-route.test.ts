import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Type from 'typebox';
import { until } from '../../../harness/until.ts';
import { openApiText } from '../../../src/api/docs/open-api-text.ts';
import { answers } from '../../../src/api/routes/answers.ts';
import { ROUTES } from '../../../src/api/routes/route-list.ts';
import type { App, ServiceContext } from '../../../src/api/service-context.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { problemCode } from '../../api/inject.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { makeTestService } from '../../support/test-service.ts';

// The route of docs/adding-a-route.md: a schema and a handler.

const CountParameters = Type.Object(
  { minId: Type.Optional(Type.Integer({ minimum: 1, description: 'Only users with this id or a higher one.' })) },
  { additionalProperties: false },
);
const UserCount = Type.Object({ users: Type.Integer() }, { title: 'UserCount', examples: [{ users: 2 }] });

async function countRoutes(app: App, { queries }: ServiceContext): Promise<void> {
  app.get(
    '/v1/users/count',
    {
      config: { scope: 'read', action: 'count_users' },
      schema: {
        operationId: 'countUsers',
        tags: ['users'],
        summary: 'How many users there are',
        querystring: CountParameters,
        response: answers(UserCount, 'The number of users.'),
      },
    },
    async (request) => {
      const { minId = 1 } = request.query;
      return queries.run('count_users', request, {}, async (store) => {
        let users = 0;
        for await (const _ of store.listUsers(minId - 1)) users += 1;
        return { users };
      });
    },
  );
}

const routes = [...ROUTES, countRoutes];
const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
await store.importUsers([{ id: 1 }, { id: 2 }]);
const service = await makeTestService(store, {}, routes);
after(() => service.remove());

const ask = (url: string, key = service.adminKey, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
  service.app.inject({ method, url, headers: { authorization: `Bearer ${key}` } });

test('a route that is added answers', async () => {
  assert.deepEqual((await ask('/v1/users/count')).json(), { users: 2 });
  assert.deepEqual((await ask('/v1/users/count?minId=2')).json(), { users: 1 });
  const { statusCode, body } = await ask('/v1/users/count', service.adminKey, 'HEAD');
  assert.deepEqual([statusCode, body], [200, '']);
});

test('it refuses what its schema does not allow, and keys without its scope', async () => {
  for (const query of ['minId=0', 'minId=x', 'surprise=1']) {
    assert.equal(problemCode(await ask(`/v1/users/count?${query}`), 400), 'INVALID_ARGUMENT', query);
  }
  assert.equal(problemCode(await ask('/v1/users/count', 'nobody'), 401), 'AUTHENTICATION_FAILED');
  assert.equal(problemCode(await ask('/v1/users/count', await service.keyWith('metrics')), 403), 'PERMISSION_DENIED');
  const wrong = await ask('/v1/users/count', service.adminKey, 'POST');
  assert.deepEqual([problemCode(wrong, 405), wrong.headers.allow], ['NOT_FOUND', 'GET, HEAD']);
});

test('it is measured, and in the log and the audit log', async () => {
  await ask('/v1/users/count');
  const measured = /^pulsebase_http_request_duration_seconds_count\{method="GET",route="\/v1\/users\/count",/m;
  // An answer is measured and logged once it is sent, which may be after it has come.
  await until('the request to be measured', async () => measured.test((await ask('/metrics')).body));
  const metrics = (await ask('/metrics')).body;
  assert.match(metrics, /^pulsebase_query_duration_seconds_count\{query="count_users",outcome="answered"\} \d/m);
  await until('the line in the log', () => service.logged.some((line) => line.includes('"route":"/v1/users/count"')));
  assert.ok(service.audited().some(({ action }) => action === 'count_users'));
});

test('it is described, with its problems, and nothing else of the description changes', async () => {
  type Document = { paths: Record<string, object>; components: { schemas: Record<string, object> } };
  const { paths, components, ...rest } = JSON.parse(await openApiText(routes)) as Document;
  const { '/v1/users/count': described, ...others } = paths;
  const { UserCount: schema, ...schemas } = components.schemas;
  const without = JSON.parse(await openApiText()) as Document;
  assert.deepEqual({ ...rest, paths: others, components: { ...components, schemas } }, without);
  assert.equal((schema as { type: string }).type, 'object');
  const { get } = described as { get: { operationId: string; responses: Record<string, object> } };
  assert.equal(get.operationId, 'countUsers');
  assert.deepEqual(Object.keys(get.responses), ['200', '400', '401', '403', '429', '500', '503', '504', '507']);
});
