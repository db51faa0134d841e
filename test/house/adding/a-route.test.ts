import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangedSources } from './changed-sources.ts';

const ROUTE = `
import Type from 'typebox';
import type { App } from '../service-context.ts';
import { answers } from './route-schema.ts';

const Sum = Type.Object({ sum: Type.Integer() }, { additionalProperties: false });
const Terms = Type.Object({ a: Type.Integer(), b: Type.Integer() }, { additionalProperties: false });

export async function sumRoutes(app: App): Promise<void> {
  app.get(
    '/v1/sum',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'sum',
        tags: ['service'],
        summary: 'Add two numbers',
        querystring: Terms,
        response: answers(Sum, 'Their sum.'),
      },
    },
    async ({ query: { a, b } }) => ({ sum: a + b }),
  );
}
`;

const USE = `
import { inject } from './test/api/inject.ts';

const { service, send } = await inject();
const told: unknown[] = [];
for (const [method, url] of [
  ['GET', '/v1/sum?a=1&b=2'],
  ['GET', '/v1/sum?a=1&b=two'],
  ['GET', '/v1/sum?a=1&b=2&c=3'],
  ['POST', '/v1/sum'],
] as const) {
  const { statusCode, body } = await send(method, url);
  const { sum, code, field } = JSON.parse(body);
  told.push([statusCode, sum ?? code, field].filter((part) => part !== undefined).join(' '));
}
told.push((await send('GET', '/v1/sum?a=1&b=2', undefined, { authorization: 'Bearer nobody' })).statusCode);
const { paths } = JSON.parse((await send('GET', '/openapi.json')).body);
told.push(paths['/v1/sum'].get.operationId);
await service.remove();
console.log(JSON.stringify(told));
`;

test('a route is a schema with a handler, and a line in the registry', async () => {
  using sources = new ChangedSources();
  sources.add('src/api/routes/sum.ts', ROUTE);
  sources.insertAfter('src/api/routes/registry.ts', /^import /, "import { sumRoutes } from './sum.ts';");
  sources.insertAfter('src/api/routes/registry.ts', /^export const ROUTES/, '  sumRoutes,');
  sources.add('use.ts', USE);
  await sources.typecheck();
  assert.deepEqual(JSON.parse(await sources.run('use.ts')), [
    '200 3',
    '400 INVALID_ARGUMENT b',
    '400 INVALID_ARGUMENT c',
    '405 NOT_FOUND',
    401,
    'sum',
  ]);
});
