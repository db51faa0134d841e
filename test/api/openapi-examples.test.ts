import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, beforeEach, describe, test } from 'node:test';
import { makeWebhookSecret } from '../../src/api/webhooks/webhook-secret.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { type Description, faultsOf, type Operation, wholeSchema } from './described-answers.ts';
import { inject } from './inject.ts';

const { service, store, send } = await inject();
after(() => service.remove());

const description = JSON.parse((await send('GET', '/openapi.json')).body) as Description;
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase() as 'GET', operation })),
);

/** A rule and an alarm with the ids of the examples; the rule is not enabled, so that nobody brings them up to date. */
function seedAlarms(): void {
  const rule = { severity: 'low', whom: {}, condition: { type: 'silence', forMinutes: 60 }, enabled: false };
  const body = JSON.stringify({ ...rule, since: 0, lateAfterMinutes: 10 });
  const file = new DatabaseSync(join(service.stateDirectory, 'service.sqlite'), { timeout: 5000 });
  file.exec(`DELETE FROM rules; DELETE FROM alarms;
    INSERT INTO rules VALUES ('2f1c6d0e-7f0b-4f4e-9a3e-0d5b1d1f6a11', 'Silent', '${body}', 1, 0, 0, NULL);
    INSERT INTO alarms (id, rule_id, user_id, severity, arrival, from_ms, raised_at, readings, told_at) VALUES
      ('6b9f4c1e-0f0a-4bb8-9a51-6c2b6f8f7d02', '2f1c6d0e-7f0b-4f4e-9a3e-0d5b1d1f6a11', 1, 'low', 'live', 0, 1, 1, 1)`);
  file.close();
}

const state = openSqliteState(service.stateDirectory, { durable: false });
after(() => state.close());

/** A webhook of the id in the examples, which leads nowhere. */
async function putWebhook(): Promise<void> {
  await state.query('DELETE FROM state.webhooks');
  const settings = { url: 'https://127.0.0.1/', snoozed: false, fields: [] };
  await state.query(
    `INSERT INTO state.webhooks (id, name, body, secrets, version, created_at, queued_up_to)
     VALUES ('wh_0123456789abcdef01', 'nowhere', ?, ?, 1, 0, 0)`,
    [JSON.stringify(settings), JSON.stringify([{ secret: makeWebhookSecret(), until: null }])],
  );
}

/** A key of the id in the examples, which nobody has. */
async function putKey(): Promise<void> {
  await state.query(
    `INSERT INTO state.api_keys (id, name, scopes, hash, created_at) VALUES ('0f1e2d3c4b5a', 'phone', 'write', ?, 0)
     ON CONFLICT (id) DO UPDATE SET revoked_at = NULL`,
    [new Uint8Array(32)],
  );
}

// What the examples tell of.
beforeEach(async () => {
  await putKey();
  seedAlarms();
  await putWebhook();
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

function urlOf(path: string, { operationId, parameters = [] }: Operation): string {
  const given = parameters.filter(({ example }) => example !== undefined);
  const of = (place: string) =>
    given
      .filter((parameter) => parameter.in === place)
      .map(({ name, example }): [string, string] => [name, String(example)]);
  const filled = of('path').reduce((url, [name, value]) => url.replace(`{${name}}`, value), path);
  // It would not end.
  const more: [string, string][] = operationId === 'watchAlarms' ? [['follow', 'false']] : [];
  return `${filled}?${new URLSearchParams([...of('query'), ...more])}`;
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
