import { after } from 'node:test';
import { Client } from 'fhir-kit-client';
import { createStore } from '../../../src/store/create-store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { makeTestService } from '../../support/test-service.ts';

/** A resource as JSON has it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into resources of all kinds.
export type Json = any;

/** A service with users and readings, and a FHIR client of somebody else's making that asks it over the network. */
export async function serveFhir() {
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const service = await makeTestService(store);
  after(() => service.remove());
  const base = `${await service.listen()}/fhir`;
  await store.importUsers([
    { id: 1, externalId: 'P-0001', name: 'Ada', gender: 'female', birthDate: '1815-12-10' },
    { id: 2, age: 40, gender: 'male' },
    { id: 17, externalId: '2' },
  ]);
  const clientWith = (key: string) => new Client({ baseUrl: base, bearerToken: key });
  const ask = async (path: string, init: RequestInit = {}, key = service.adminKey) => {
    const response = await fetch(`${base}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string> | undefined) },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as Json };
  };
  const post = (path: string, resource: object, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json', ...headers },
      body: JSON.stringify(resource),
    });
  return { store, service, base, client: clientWith(service.adminKey), clientWith, ask, post };
}
