import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openApiText } from '../../src/api/docs/open-api-text.ts';

const committed = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

test('openapi.json is that of the routes; if not: npm run --silent pulsebase -- openapi > openapi.json', async () => {
  assert.equal(committed, await openApiText());
});

test('it is OpenAPI 3.1, and every reference in it leads somewhere', () => {
  const document = JSON.parse(committed) as { openapi: string; paths: object; components: { schemas: object } };
  assert.match(document.openapi, /^3\.1\./);
  for (const [, name] of committed.matchAll(/"\$ref": "([^"]+)"/g)) {
    assert.match(name!, /^#\/components\/schemas\//);
    assert.ok(name!.split('/').at(-1)! in document.components.schemas, name);
  }
});

test('every operation has a name, a summary, and says what it answers', () => {
  const { paths } = JSON.parse(committed) as { paths: Record<string, Record<string, Record<string, unknown>>> };
  const names = new Set<unknown>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { operationId, summary, responses }] of Object.entries(methods)) {
      assert.ok(typeof operationId === 'string' && typeof summary === 'string', `${method} ${path}`);
      assert.ok(!names.has(operationId), `${operationId} twice`);
      names.add(operationId);
      assert.ok(typeof responses === 'object' && responses !== null && '200' in responses, `${method} ${path}`);
    }
  }
});
