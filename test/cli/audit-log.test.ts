import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { AuditEntry } from '../../src/api/schemas/audit.ts';
import { inject } from '../api/inject.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

for (const auditLog of ['file', 'state'] as const) {
  describe(`pulsebase audit-log, AUDIT_LOG=${auditLog}`, async () => {
    const { service, send } = await inject({ auditLog });
    after(() => service.remove());
    const { stateDirectory } = service;
    const write = await service.keyWith('write');
    for (const id of [1, 2]) await send('PUT', `/v1/users/${id}`, {}, { authorization: `Bearer ${write}` });
    await send('POST', '/v1/users/delete', { userIds: [1, 2] });
    const run = (...args: string[]) =>
      runInProcess(new MemoryEngine(), ['audit-log', ...args], { settings: { stateDirectory, auditLog } });
    const found = async (...args: string[]) => {
      const { stdout, stderr } = await run(...args, '--json');
      assert.equal(stderr, '');
      return (JSON.parse(stdout) as AuditEntry[]).map(({ action, keyName }) => `${action} by ${keyName}`);
    };
    const admin = 'read write admin metrics';

    test('shows what the service has done, the newest first', async () => {
      assert.deepEqual(await found(), [`delete_users by ${admin}`, 'put_user by write', 'put_user by write']);
      assert.deepEqual(await found('--limit', '1'), [`delete_users by ${admin}`]);
      const { stdout } = await run();
      assert.match(stdout, /^time +key +action +users +status +rows\n.*delete_users +2 users +200/);
      assert.match(stdout, /write +put_user +u-[0-9a-f]{20} +200$/m);
    });

    test('finds by user, key, action and time', async () => {
      assert.deepEqual(await found('--user-id', '2'), [`delete_users by ${admin}`, 'put_user by write']);
      assert.deepEqual(await found('--key', 'write', '--action', 'put_user,ingest', '--limit', '1'), [
        'put_user by write',
      ]);
      assert.deepEqual(await found('--to', '2020-01-01'), []);
      assert.match((await run('--from', '2099-01-01')).stdout, /^no entries$/m);
      assert.match((await run('--from', 'soon')).stderr, /INVALID_ARGUMENT.*--from/);
    });
  });
}

test('says where the log is not to be found, and that a pipe cannot be read again', async () => {
  const { service } = await inject();
  after(() => service.remove());
  const run = (stateDirectory: string) =>
    runInProcess(new MemoryEngine(), ['audit-log'], { settings: { stateDirectory } });
  const none = await run(join(service.stateDirectory, 'elsewhere'));
  assert.equal(none.exitCode, 1);
  assert.match(none.stderr, /STORE_NOT_FOUND.*STATE_DIRECTORY/);
  const path = join(service.stateDirectory, 'audit.ndjson');
  rmSync(path);
  execFileSync('mkfifo', [path]);
  const piped = await run(service.stateDirectory);
  assert.equal(piped.exitCode, 1);
  assert.match(piped.stderr, /FILE_UNREADABLE.*AUDIT_LOG=state/);
  rmSync(path);
});
