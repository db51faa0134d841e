import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { connectionSettings } from '../../../../src/engines/postgres/connections/connection-settings.ts';
import { readPgEnvironment } from '../../../../src/engines/postgres/connections/read-pg-environment.ts';

describe('connectionSettings', () => {
  test('reads every part of a URL, with any scheme that is served', () => {
    for (const scheme of ['postgresql', 'postgres', 'postgresql+psycopg', 'postgresql+psycopg2']) {
      const { client, location } = connectionSettings(
        `${scheme}://al%40ice:se%2Fcret@db.example:6432/heart?sslmode=disable`,
        {},
      );
      const { host, port, user, password, database, ssl } = client;
      assert.deepEqual(
        { host, port, user, password, database, ssl },
        { host: 'db.example', port: 6432, user: 'al@ice', password: 'se/cret', database: 'heart', ssl: false },
      );
      assert.equal(location, 'db.example:6432 (database heart)');
    }
  });

  test('what the URL leaves out comes from the environment, then from the defaults of libpq', () => {
    const environment = readPgEnvironment({
      PGHOST: 'elsewhere',
      PGPORT: '5433',
      PGUSER: 'bob',
      PGPASSWORD: 'hidden',
      PGDATABASE: 'pulse',
      PGSSLMODE: 'disable',
      PGAPPNAME: 'loader',
      PGOPTIONS: '-c search_path=heart',
      PGCONNECT_TIMEOUT: '3',
      PGSSLKEY: '',
    });
    const fromEnvironment = connectionSettings('postgresql://', environment).client;
    assert.equal(fromEnvironment.host, 'elsewhere');
    assert.equal(fromEnvironment.port, 5433);
    assert.equal(fromEnvironment.user, 'bob');
    assert.equal(fromEnvironment.password, 'hidden');
    assert.equal(fromEnvironment.database, 'pulse');
    assert.equal(fromEnvironment.application_name, 'loader');
    assert.equal(fromEnvironment.options, '-c search_path=heart');
    assert.equal(fromEnvironment.connectionTimeoutMillis, 3000);
    const both = connectionSettings('postgresql://carol@db.example/other', environment).client;
    assert.deepEqual([both.host, both.user, both.database, both.port], ['db.example', 'carol', 'other', 5433]);
    const none = connectionSettings('postgresql://', {}).client;
    const me = userInfo().username;
    assert.deepEqual([none.host, none.port, none.user, none.database], ['localhost', 5432, me, me]);
  });

  test('a folder of sockets is a host, as in libpq', () => {
    for (const url of ['postgresql:///heart?host=/run/postgresql', 'postgresql://%2Frun%2Fpostgresql/heart']) {
      const { client, sslmode } = connectionSettings(url, {});
      assert.deepEqual(
        [client.host, client.database, client.ssl, sslmode],
        ['/run/postgresql', 'heart', false, 'disable'],
      );
    }
    assert.equal(connectionSettings('postgresql://[::1]:5432/heart', {}).client.host, '::1');
  });

  test('the modes of TLS mean what they mean to libpq', () => {
    const directory = mkdtempSync(join(tmpdir(), 'pulsebase-tls-'));
    const root = join(directory, 'root.crt');
    writeFileSync(root, 'a certificate');
    const tls = (query: string) => {
      const { ssl } = connectionSettings(`postgresql://host/db?${query}`, {}).client;
      assert.ok(typeof ssl === 'object');
      return { checked: ssl.rejectUnauthorized, anyName: ssl.checkServerIdentity !== undefined, ca: ssl.ca };
    };
    try {
      assert.deepEqual(tls('sslmode=prefer'), { checked: false, anyName: true, ca: undefined });
      assert.deepEqual(tls('sslmode=require'), { checked: false, anyName: true, ca: undefined });
      assert.deepEqual(tls(`sslmode=require&sslrootcert=${root}`), {
        checked: true,
        anyName: true,
        ca: 'a certificate',
      });
      assert.deepEqual(tls(`sslmode=verify-ca&sslrootcert=${root}`), {
        checked: true,
        anyName: true,
        ca: 'a certificate',
      });
      assert.deepEqual(tls('sslmode=verify-full'), { checked: true, anyName: false, ca: undefined });
      assert.deepEqual(tls('sslmode=verify-full&sslrootcert=system'), { checked: true, anyName: false, ca: undefined });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('what cannot be read is refused by name and shows no password', () => {
    const cases: [url: string, field: string][] = [
      ['postgresql://u:hidden@host:99999/db', 'DATABASE_URL'],
      ['postgresql://u:hid%den@host/db', 'DATABASE_URL'],
      ['postgresql://u:hidden@a,b/db', 'DATABASE_URL'],
      ['postgresql://u:hidden@host/db?sslmode=maybe', 'sslmode'],
      ['postgresql://u:hidden@host/db?sslrootcert=/nowhere/root.crt', 'sslrootcert'],
      ['postgresql://u:hidden@host/db?port=0', 'port'],
      ['postgresql://u:hidden@host/db?colour=red', 'DATABASE_URL'],
      ['postgresql://u:hidden@host/db?connect_timeout=soon', 'connect_timeout'],
    ];
    for (const [url, field] of cases) {
      assert.throws(
        () => connectionSettings(url, {}),
        (error: Error) => {
          assert.deepEqual({ ...error }, { ...error, code: 'INVALID_SETTING', field });
          assert.doesNotMatch(error.message, /hid|\n/);
          return true;
        },
        url,
      );
    }
  });
});
