import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import type { AuditPage } from '../../src/api/schemas/audit.ts';
import { inject, problemCode } from './inject.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

for (const auditLog of ['file', 'state'] as const) {
  describe(`the audit log of a service: ${auditLog}`, async () => {
    const { service, store, send } = await inject({ auditLog });
    after(() => service.remove());
    await store.importUsers([{ id: 1, externalId: 'P-0012' }, { id: 2 }]);
    const page = async (query = '') => (await send('GET', `/v1/audit-log?${query}`)).json() as AuditPage;
    const actions = async (query = '') => (await page(query)).entries.map(({ action }) => action);
    await send('PUT', '/v1/users/1', { externalId: 'P-0012', name: 'Ada' });
    await send('PUT', '/v1/users/2', { name: 'Ben' });
    await send('DELETE', '/v1/users/2');
    const write = await service.keyWith('write');
    await send('PUT', '/v1/users/1', { name: '=Ada' }, { authorization: `Bearer ${write}` });
    await send('DELETE', '/v1/users/1', undefined, { authorization: `Bearer ${write}` });

    test('says who did what about whom, newest first, also what was refused', async () => {
      const { entries: all, ofAllServices } = await page();
      assert.deepEqual(
        all.map(({ action, status, keyName }) => [action, status, keyName]),
        [
          ['delete_user', 403, 'write'],
          ['put_user', 200, 'write'],
          ['delete_user', 200, 'read write admin metrics'],
          ['put_user', 200, 'read write admin metrics'],
          ['put_user', 200, 'read write admin metrics'],
        ],
      );
      assert.equal(ofAllServices, true);
      assert.ok(!JSON.stringify(all).includes('P-0012'));
    });

    test('is itself in the log when it was read, with whose entries were asked for', async () => {
      await until('the entry', async () => (await actions('action=read_audit_log')).length > 0);
      const { pseudonym } = await page('userId=1');
      await until('the entry', async () =>
        (await page('action=read_audit_log')).entries.some(({ users = [] }) => users.includes(pseudonym!)),
      );
    });

    test('is found by user, also by one who is gone, by key and by time', async () => {
      const sought = 'action=put_user,delete_user';
      const of = (query: string) => actions(`${sought}&${query}`);
      assert.deepEqual(await of('userId=2'), ['delete_user', 'put_user']);
      assert.deepEqual(await of('user=2'), ['delete_user', 'put_user']);
      const { pseudonym } = await page('userId=2&limit=1');
      assert.deepEqual(await of(`pseudonym=${pseudonym}`), ['delete_user', 'put_user']);
      assert.deepEqual(await of('key=write'), ['delete_user', 'put_user']);
      const [{ key } = {}] = (await page('key=write')).entries;
      assert.deepEqual(await of(`key=${key}`), ['delete_user', 'put_user']);
      assert.deepEqual(await of('key=nobody'), []);
      assert.deepEqual(await of('to=2020-01-01'), []);
      assert.equal((await of('from=2020-01-01&to=2099-01-01')).length, 5);
    });

    test('comes as rows, in which no text is a formula', async () => {
      const as = async (accept: string) =>
        (await send('GET', '/v1/audit-log?action=put_user&named=true', undefined, { accept })).body.trim().split('\n');
      const [header, ...rows] = await as('text/csv');
      assert.equal(header, 'time,key,key_name,action,status,users,users_in_all,rows,request_id');
      assert.deepEqual(
        rows.map((row) => row.split(',').slice(2, 5).join()),
        ['write,put_user,200', 'read write admin metrics,put_user,200', 'read write admin metrics,put_user,200'],
      );
      const link = await send('GET', '/v1/audit-log?action=put_user&named=true&format=csv');
      assert.deepEqual(link.body.trim().split('\n'), [header, ...rows]);
      assert.match(String(link.headers['content-disposition']), /filename="audit-log.csv"/);
      const objects = (await as('application/x-ndjson')).map((line) => JSON.parse(line) as object);
      assert.deepEqual(objects, (await page('action=put_user')).entries);
    });

    test('refuses what it cannot answer', async () => {
      const refused = async (query: string, status: number) =>
        problemCode(await send('GET', `/v1/audit-log?${query}`), status);
      assert.equal(await refused('user=P-0013', 404), 'USER_NOT_FOUND');
      assert.equal(await refused('user=007', 404), 'USER_NOT_FOUND');
      for (const query of [
        'userId=1&user=P-0012',
        'userId=1&pseudonym=u-00000000000000000000',
        'pseudonym=Ada',
        'from=soon',
        'cursor=abc',
        `cursor=${Buffer.from('[["elsewhere",1]]').toString('base64url')}`,
        `cursor=${Buffer.from('[[1,"a",2,3]]').toString('base64url')}`,
      ]) {
        assert.equal(await refused(query, 400), 'INVALID_ARGUMENT', query);
      }
    });
  });
}

test('a file that was moved away is not gone on with, and a pipe cannot be read again', async () => {
  const { service, send } = await inject();
  after(() => service.remove());
  for (let at = 0; at < 3; at += 1) await send('PUT', '/v1/users/1', {});
  const path = join(service.stateDirectory, 'audit.ndjson');
  const { nextCursor } = (await send('GET', '/v1/audit-log?limit=1')).json() as AuditPage;
  renameSync(path, `${path}.1`);
  assert.deepEqual(((await send('GET', '/v1/audit-log')).json() as AuditPage).entries, []);
  const gone = await send('GET', `/v1/audit-log?cursor=${nextCursor}`);
  assert.equal(problemCode(gone, 400), 'INVALID_ARGUMENT');
  appendFileSync(path, '');
  assert.equal(problemCode(await send('GET', `/v1/audit-log?cursor=${nextCursor}`), 400), 'INVALID_ARGUMENT');
  rmSync(path);
  execFileSync('mkfifo', [path]);
  const piped = await send('GET', '/v1/audit-log');
  assert.equal(problemCode(piped, 501), 'FILE_UNREADABLE');
  assert.match(piped.body, /AUDIT_LOG=state/);
  // The service writes into it again when it is told to: the test does not wait for a reader.
  rmSync(path);
});

test('services with one state have one log, unless each has a file of its own', async () => {
  const stateUrl = await server.createDatabase();
  for (const auditLog of ['file', 'state'] as const) {
    const services = await Promise.all([inject({ stateUrl, auditLog }), inject({ stateUrl, auditLog })]);
    for (const { send } of services) await send('PUT', '/v1/users/1', {});
    const pages = await Promise.all(services.map(async ({ send }) => (await send('GET', '/v1/audit-log')).json()));
    const puts = (pages as AuditPage[]).map(({ entries: all, ofAllServices }) => [
      all.filter(({ action }) => action === 'put_user').length,
      ofAllServices,
    ]);
    assert.deepEqual(
      puts,
      auditLog === 'file'
        ? [
            [1, false],
            [1, false],
          ]
        : [
            [2, true],
            [2, true],
          ],
    );
    for (const { service } of services) await service.remove();
  }
});
