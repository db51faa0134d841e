import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openAuditLines } from '../../src/api/watch/open-audit-lines.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';

/** A file needs none. */
const NO_STATE: StateDatabase = {
  isShared: false,
  query: async () => assert.fail('asked'),
  apart: { query: async () => assert.fail('asked') },
  transaction: async () => assert.fail('asked'),
  close: async () => {},
};

describe('the files of the service', () => {
  let directory: string;
  const umask = process.umask();
  beforeEach(() => {
    process.umask(0o022);
    directory = mkdtempSync(join(tmpdir(), 'pulsebase-state-'));
    // As an administrator may have made it.
    chmodSync(directory, 0o755);
  });
  afterEach(() => {
    process.umask(umask);
    rmSync(directory, { recursive: true, force: true });
  });

  const audit = () =>
    openAuditLines({ auditLog: 'file', stateDirectory: directory }, NO_STATE, {
      failed: (error) => assert.fail(String(error)),
      lost: () => {},
    });
  const modes = () =>
    Object.fromEntries(readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mode & 0o777]));

  test('are closed to other accounts, also those that an older version has left open', async () => {
    for (const isOld of [false, true]) {
      if (isOld) for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o644);
      const state = openSqliteState(directory, { durable: true });
      await new KeyStore(state).create('test', ['read']);
      const log = audit();
      log.add('{}');
      const found = modes();
      assert.deepEqual(Object.keys(found).sort().slice(-3), [
        'service.sqlite',
        'service.sqlite-shm',
        'service.sqlite-wal',
      ]);
      assert.deepEqual([...new Set(Object.values(found))], [0o600], JSON.stringify(found));
      await log.close();
      await state.close();
      assert.deepEqual([...new Set(Object.values(modes()))], [0o600]);
    }
  });

  test('a directory in the place of one: one line names it', () => {
    for (const [name, open] of [
      ['service.sqlite', () => openSqliteState(directory, { durable: true })],
      ['audit.ndjson', audit],
    ] as const) {
      mkdirSync(join(directory, name));
      assert.throws(open, {
        code: 'STORE_UNWRITABLE',
        message: `${join(directory, name)} is a directory where the service has a file; move it away`,
      });
    }
  });

  test('what is not a database is reported as damaged, as before', () => {
    writeFileSync(join(directory, 'service.sqlite'), 'not a database, and long enough to be looked at'.repeat(100));
    assert.throws(() => openSqliteState(directory, { durable: true }), { code: 'STORE_DAMAGED' });
  });
});
