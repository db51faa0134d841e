import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openApiText } from '../../src/api/docs/open-api-text.ts';

const committed = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

test('openapi.json matches the routes; if not: npm run --silent pulsebase -- openapi > openapi.json', async () => {
  assert.equal(committed, await openApiText());
});

test('it is OpenAPI 3.1, and every reference in it leads somewhere', () => {
  const document = JSON.parse(committed) as { openapi: string; components: Record<string, object> };
  assert.match(document.openapi, /^3\.1\./);
  const references = [...committed.matchAll(/"\$ref": "([^"]+)"/g)];
  assert.ok(references.length > 100, `${references.length} references`);
  for (const [, path] of references) {
    const [, kind, name] = /^#\/components\/(schemas|responses)\/(\w+)$/.exec(path!) ?? [];
    assert.ok(name! in document.components[kind!]!, path);
  }
});

test('what occurs in it more than once has a name', () => {
  const { components } = JSON.parse(committed) as { components: { schemas: object; responses: object } };
  for (const name of ['User', 'Reading', 'Receipt', 'Problem', 'Cohort', 'TopHours', 'VerifyReport', 'Finding']) {
    assert.ok(name in components.schemas, name);
  }
  for (const name of ['BadRequest', 'Unauthorized', 'NotFound', 'Conflict', 'TooManyRequests', 'ServiceUnavailable']) {
    assert.ok(name in components.responses, name);
  }
});

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly responses: object;
}

test('every operation has a name, a summary, a description and a tag, and says what it answers and which problems', () => {
  const { paths, tags } = JSON.parse(committed) as {
    paths: Record<string, Record<string, Operation>>;
    tags: { name: string }[];
  };
  const known = new Set(tags.map(({ name }) => name));
  const names = new Set<string>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const what = `${method} ${path}`;
      for (const text of ['operationId', 'summary', 'description'] as const) {
        assert.match(operation[text] ?? '', /\w/, `${what}: ${text}`);
      }
      assert.notEqual(operation.description, operation.summary, what);
      assert.ok(!names.has(operation.operationId), `${operation.operationId} twice`);
      names.add(operation.operationId);
      assert.ok(operation.tags.length === 1 && known.has(operation.tags[0]!), what);
      assert.ok('200' in operation.responses && '400' in operation.responses, what);
    }
  }
  assert.ok(names.size > 20, `${names.size} operations`);
});

test('parameters that may be left out have no example, which the pages would send', () => {
  const { paths } = JSON.parse(committed) as {
    paths: Record<string, Record<string, { parameters?: { name: string; required?: boolean; example?: unknown }[] }>>;
  };
  const filled = Object.values(paths)
    .flatMap((methods) => Object.values(methods).flatMap(({ parameters = [] }) => parameters))
    .filter(({ required, example }) => required !== true && example !== undefined);
  // A deletion must name something, and an upload somebody.
  assert.deepEqual(
    filled.map(({ name }) => name),
    ['userIds', 'user'],
  );
});
