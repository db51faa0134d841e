import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { connectAlarms } from '../../src/client/connect-alarms.ts';
import { connectService } from '../../src/client/connect-service.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import type { AuditEntry } from '../../src/client/service-client.ts';
import type { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { Description } from '../api/described-answers.ts';
import { inject, readingsCsv } from '../api/inject.ts';
import { asJson } from './as-json.ts';
import { failsWith } from './fails-with.ts';

const { service, store, send } = await inject({ retentionDays: 36_500 });
const url = await service.listen();
const client = await connectService(url, { apiKey: service.adminKey });
after(() => service.remove());

const HOUR = 3_600_000;
const START = Date.parse('2023-04-05T07:00:00Z');
const NEWEST = 150;

/** What programs have no method for, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  ...{ livez: 'for what starts services', readyz: 'for what starts services', metrics: 'for Prometheus' },
  serviceInfo: 'what connecting asks',
  upload: 'files as they are; pulsebase import reads them, too',
  ...{ export: 'files; pulsebase export writes them', exportUser: 'files; pulsebase export writes them' },
};

/** Operations of one user or of many, which a store has as one method. */
const METHODS: Readonly<Record<string, string>> = {
  ...{ deleteUser: 'deleteUsers', deleteReadingsOfMany: 'deleteReadings' },
  ...{ distributionOfUser: 'distribution', qualityOfUser: 'quality' },
};

/** What the service answers over HTTP. */
async function answer(path: string): Promise<unknown> {
  return JSON.parse((await send('GET', path)).body);
}

describe('the client of a service', () => {
  before(async () => {
    await store.putUser({ id: 7, externalId: 'P-7' });
    await store.putUser({ id: 8, name: 'Silent' });
    const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
    const rows = [0, 30, 90].map((minute): [number, string, number] => [7, at(minute), 70]);
    const body = readingsCsv([...rows, [8, at(-600), 60]]);
    assert.equal((await send('POST', '/v1/readings', body, { 'content-type': 'text/csv' })).statusCode, 200);
  });

  test('has, with those of stores and alarms, each operation of a service under its name', async () => {
    const clients = [
      ...[client, await connectStore(url, { apiKey: service.adminKey })],
      await connectAlarms(url, { apiKey: service.adminKey }),
    ];
    const { paths } = service.app.swagger() as unknown as Description;
    const names = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    assert.ok(names.length > 50);
    const missing = names.filter((name) => {
      const method = METHODS[name] ?? name;
      return clients.every((one) => typeof Reflect.get(one, method) !== 'function');
    });
    assert.deepEqual(missing.sort(), Object.keys(OTHERWISE).sort());
  });

  test('tells what has come in, and who has been silent', async () => {
    const window = { from: new Date(START), to: new Date(START + 2 * HOUR - 1) };
    assert.deepEqual(await client.activity(window), {
      ...{ readings: 3, users: 1 },
      hours: [
        { start: new Date(START), readings: 2, users: 1 },
        { start: new Date(START + HOUR), readings: 1, users: 1 },
      ],
    });
    const { silent } = await client.activity({ ...window, silent: true });
    const lastReading = new Date(START - 10 * HOUR);
    assert.deepEqual(silent, [{ userId: 8, externalId: null, name: 'Silent', lastReading }]);
    await assert.rejects(
      client.activity({ from: new Date(0), to: new Date(49 * HOUR) }),
      failsWith('INVALID_ARGUMENT', 'to'),
    );
    await assert.rejects(
      client.activity({ from: 'yesterday', to: '2023-04-05' }),
      failsWith('INVALID_ARGUMENT', 'from'),
    );
  });

  test('tells of objectives, findings and retention what the service tells', async () => {
    const { objectives, ...slo } = await client.slo();
    assert.ok(objectives.length > 0 && slo.smallestSample > 0);
    const findings = await client.diagnose();
    assert.ok(findings.asOf instanceof Date && findings.findings.length > 0);
    assert.deepEqual(asJson(await client.diagnose({ maxAge: 3600 })), asJson(findings));
    assert.deepEqual(asJson(await client.retention()), await answer('/v1/retention'));
    assert.ok((await client.retention()).keptFrom instanceof Date);
    await assert.rejects(client.diagnose({ maxAge: -1 }), failsWith('INVALID_ARGUMENT', 'maxAge'));
  });

  test('makes, lists and revokes keys', async () => {
    const { key, ...made } = await client.createKey({ name: 'phone app', scopes: SCOPES });
    assert.deepEqual([made.name, made.scopes, made.revokedAt], ['phone app', SCOPES, null]);
    assert.deepEqual((await client.listKeys()).at(-1), made);
    const withIt = await connectService(url, { apiKey: key });
    assert.deepEqual((await withIt.listKeys()).at(-1), made);
    const revoked = await client.revokeKey(made.id);
    assert.ok(revoked.revokedAt! >= made.createdAt);
    await assert.rejects(withIt.slo(), failsWith('AUTHENTICATION_FAILED', 'Authorization'));
    await assert.rejects(client.createKey({ name: 'a/b', scopes: ['read'] }), failsWith('INVALID_ARGUMENT', 'name'));
    await assert.rejects(client.revokeKey('nobody'), (error: PulsebaseError) => error.field === 'keyId');
  });

  test('gives the audit log, whole and by pages, of whom and what is asked', async () => {
    for (let at = 0; at < NEWEST; at += 1) await send('GET', '/v1/users/7');
    const filter = { action: 'get_user', user: 'P-7', named: true };
    const entries = await Array.fromAsync(client.auditLog(filter));
    assert.ok(entries.length >= NEWEST);
    assert.ok(entries.every(({ action, users }) => action === 'get_user' && users?.length === 1));
    const paged: AuditEntry[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await client.auditPage({ ...filter, to: entries[0]!.time }, { limit: 40, cursor });
      assert.match(page.pseudonym ?? '', /^u-/);
      paged.push(...page.entries);
      pages += 1;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.ok(pages >= NEWEST / 40);
    assert.deepEqual(paged, entries);
    const since = { from: entries[9]!.time, to: entries[0]!.time };
    const some = await Array.fromAsync(client.auditLog({ ...filter, ...since, user: 7 }));
    assert.ok(some.length >= 10 && some.every(({ time }) => time >= since.from && time <= since.to));
    const about = await Array.fromAsync(client.auditLog({ action: ['create_key', 'revoke_key'] }));
    assert.deepEqual(new Set(about.map(({ action }) => action)), new Set(['create_key', 'revoke_key']));
    await assert.rejects(Array.fromAsync(client.auditLog({ user: 'P-9' })), failsWith('USER_NOT_FOUND', 'user'));
    const unknown = { users: ['P-7'] } as object;
    await assert.rejects(Array.fromAsync(client.auditLog(unknown)), failsWith('INVALID_ARGUMENT', 'users'));
  });

  test('the log tells of one user who was deleted through a store as such, and of none where there was nobody', async () => {
    const stores = await connectStore(url, { apiKey: service.adminKey });
    assert.deepEqual(await stores.deleteUsers([8]), { users: 1, readings: 1 });
    assert.deepEqual(await stores.deleteUsers([8]), { users: 0, readings: 0 });
    const entries = await Array.fromAsync(client.auditLog({ action: ['delete_user', 'delete_users'] }));
    assert.deepEqual(
      entries.map(({ action, status }) => [action, status]),
      [
        ['delete_user', 404],
        ['delete_user', 200],
      ],
    );
  });

  test('is stopped by the signal of a call, and by that of all calls', async () => {
    const stopped = AbortSignal.abort();
    await assert.rejects(client.listKeys({ signal: stopped }), failsWith('ABORTED'));
    const all = new AbortController();
    const until = await connectService(url, { apiKey: service.adminKey, signal: all.signal });
    const stores = await connectStore(url, { apiKey: service.adminKey, signal: all.signal });
    assert.ok((await until.listKeys()).length > 0);
    all.abort();
    await assert.rejects(until.listKeys(), failsWith('ABORTED'));
    await assert.rejects(stores.stats(), failsWith('ABORTED'));
    await assert.rejects(Array.fromAsync(stores.listUsers()), failsWith('ABORTED'));
  });
});
