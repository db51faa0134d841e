import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SCOPES, type Scope } from '../../../src/api/auth/api-key.ts';
import { ROUTES, type Routes } from '../../../src/api/routes/route-list.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { makeTestService } from '../../support/test-service.ts';

/** Every route of FHIR and what it asks for; they are described by /fhir/metadata, and not by the description of the API. */
const FHIR_ROUTES: readonly (readonly [method: 'GET' | 'POST' | 'DELETE', url: string, scope: Scope | 'public'])[] = [
  ['GET', '/fhir/metadata', 'public'],
  ['GET', '/fhir/Patient/:id', 'read'],
  ['GET', '/fhir/Observation/:id', 'read'],
  ['GET', '/fhir/Patient', 'read'],
  ['POST', '/fhir/Patient/_search', 'read'],
  ['GET', '/fhir/Observation', 'read'],
  ['POST', '/fhir/Observation/_search', 'read'],
  ['POST', '/fhir/Observation', 'write'],
  ['POST', '/fhir', 'write'],
  ['POST', '/fhir/', 'write'],
  ['GET', '/fhir/Observation/$stats', 'read'],
  ['POST', '/fhir/Observation/$stats', 'read'],
  ['GET', '/fhir/Observation/$lastn', 'read'],
  ['GET', '/fhir/$export', 'read'],
  ['GET', '/fhir/Patient/$export', 'read'],
  ['GET', '/fhir/Patient/:id/$export', 'read'],
  ['GET', '/fhir/bulk/:job', 'read'],
  ['DELETE', '/fhir/bulk/:job', 'read'],
  ['GET', '/fhir/bulk/:job/:type', 'read'],
];

const registered: string[] = [];
/** The same routes, noted as they are added. */
const noted = ROUTES.map(
  (add): Routes =>
    async (app, context) => {
      app.addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat())
          if (url.startsWith('/fhir') && each !== 'HEAD') registered.push(`${each} ${url}`);
      });
      await add(app, context);
    },
);
const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
const service = await makeTestService(store, {}, noted);
after(() => service.remove());

test('every route of FHIR is in the table', () => {
  assert.deepEqual(registered.sort(), FHIR_ROUTES.map(([method, url]) => `${method} ${url}`).sort());
});

for (const [method, url, scope] of FHIR_ROUTES) {
  test(`${method} ${url} is for ${scope}`, async () => {
    const status = async (key: string) =>
      (await service.app.inject({ method, url, headers: { authorization: `Bearer ${key}` } })).statusCode;
    assert.equal((await status('nobody')) === 401, scope !== 'public');
    for (const other of SCOPES) {
      const isAllowed = scope === 'public' || other === scope || other === 'admin';
      assert.equal((await status(await service.keyWith(other))) === 403, !isAllowed, other);
    }
  });
}
