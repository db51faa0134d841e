import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { type Description, faultsOf, type Operation, wholeSchema } from './described-answers.ts';
import { inject } from './inject.ts';

const { service, store, send } = await inject();
after(() => service.remove());

const description = JSON.parse((await send('GET', '/openapi.json')).body) as Description;
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase() as 'GET', operation })),
);

// What the examples tell of.
beforeEach(async () => {
  await store.deleteUsers([1, 2, 3]);
  await store.importUsers([
    { id: 1, externalId: 'P-0012', name: 'Ada', gender: 'female', birthDate: '1990-05-31' },
    { id: 2, name: 'Ben', gender: 'male', age: 41 },
  ]);
  await store.ingest([
    { userId: 1, timestamp: '2023-04-05T06:07:08Z', heartRate: 72 },
    { userId: 2, timestamp: '2023-04-05T06:10:00Z', heartRate: 68 },
  ]);
});

function urlOf(path: string, { parameters = [] }: Operation): string {
  const given = parameters.filter(({ example }) => example !== undefined);
  const of = (place: string) =>
    given
      .filter((parameter) => parameter.in === place)
      .map(({ name, example }): [string, string] => [name, String(example)]);
  const filled = of('path').reduce((url, [name, value]) => url.replace(`{${name}}`, value), path);
  return `${filled}?${new URLSearchParams(of('query'))}`;
}

/** An example as it is sent: the members of a form are its files. */
async function bodyOf(type: string, example: unknown) {
  if (type === 'multipart/form-data') {
    const form = new FormData();
    for (const [name, text] of Object.entries(example as Record<string, string>)) form.set(name, new Blob([text]));
    const sent = new Response(form);
    const contentType = sent.headers.get('content-type')!;
    return { body: Buffer.from(await sent.arrayBuffer()), headers: { 'content-type': contentType } };
  }
  const body = typeof example === 'string' || example === undefined ? example : JSON.stringify(example);
  return { body, headers: type === '' ? undefined : { 'content-type': type } };
}

assert.ok(operations.length > 20);
for (const { path, method, operation } of operations) {
  const bodies = Object.entries(operation.requestBody?.content ?? { '': {} });
  describe(`the example of ${operation.operationId}`, () => {
    for (const [type, { example }] of bodies) {
      test(`is answered as described ${type}`, async () => {
        const { body, headers } = await bodyOf(type, example);
        const answer = await send(method, urlOf(path, operation), body, headers);
        assert.equal(answer.statusCode, 200, answer.body);
        const { schema } = operation.responses[200]?.content?.[contentType(answer.headers)] ?? {};
        assert.ok(schema !== undefined, contentType(answer.headers));
        const value: unknown = schema.type === 'string' ? answer.body : JSON.parse(answer.body);
        assert.deepEqual(faultsOf(description, schema, value), []);
        const { examples } = wholeSchema(description, schema) as { examples?: readonly unknown[] };
        // The header of CSV counts among its rows.
        if (examples !== undefined && type !== 'text/csv') assert.deepEqual(value, examples[0]);
      });
    }

    for (const type of Object.keys(operation.responses[200]?.content ?? {}).slice(1)) {
      test(`comes as ${type} as well`, async () => {
        const answer = await send(method, urlOf(path, operation), undefined, { accept: type });
        assert.deepEqual([answer.statusCode, contentType(answer.headers)], [200, type]);
      });
    }

    if (method === 'GET') {
      test('has an answer to HEAD that is the same without a body', async () => {
        const url = urlOf(path, operation);
        const [get, head] = [await send('GET', url), await send('HEAD', url)];
        assert.deepEqual([head.statusCode, head.body], [200, '']);
        assert.equal(head.headers['content-type'], get.headers['content-type']);
      });
    }
  });
}

function contentType(headers: Readonly<Record<string, unknown>>): string {
  return String(headers['content-type']).split(';')[0]!;
}
