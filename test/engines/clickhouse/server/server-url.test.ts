import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerUrl } from '../../../../src/engines/clickhouse/server/server-url.ts';
import { nameDatabase, sqlText } from '../../../../src/engines/clickhouse/statements/sql-text.ts';
import { PulsebaseError } from '../../../../src/model/pulsebase-error.ts';

test('a URL names hosts, credentials, database, cluster and what a write needs', () => {
  assert.deepEqual(
    parseServerUrl('clickhouse://ada:a%20b%3A%40%25@h1:8124,h2,[::1]:9/heart%2Drate?cluster=main&quorum=one&lease=5'),
    {
      hosts: ['http://h1:8124', 'http://h2:8123', 'http://[::1]:9'],
      username: 'ada',
      password: 'a b:@%',
      database: 'heart-rate',
      cluster: 'main',
      quorum: 'one',
      lease: 5,
    },
  );
  assert.deepEqual(parseServerUrl('clickhouses://host'), {
    hosts: ['https://host:8443'],
    username: 'default',
    password: '',
    database: 'pulsebase',
    cluster: undefined,
    quorum: 'majority',
    lease: 30,
  });
  assert.equal(parseServerUrl('clickhouse://u:p:q@host/db/').password, 'p:q');
});

test('what is not such a URL is refused without the password', () => {
  for (const url of [
    'clickhouse:',
    'clickhouse://',
    'clickhouse:host',
    'clickhouse://u:secret@host:99999/db',
    'clickhouse://u:secret@host:0/db',
    'clickhouse://u:secret@host/a/b',
    'clickhouse://u:secret@host/db?database=x',
    'clickhouse://u:secret@host/db?quorum=two',
    'clickhouse://u:secret@host/db?lease=0',
    'clickhouse://u:secret%@host/db',
    'clickhouse://u:secret@ho st/db',
  ]) {
    assert.throws(
      () => parseServerUrl(url),
      (error) =>
        error instanceof PulsebaseError && error.code === 'INVALID_SETTING' && !error.message.includes('secret'),
      url,
    );
  }
});

test('the database of the URL takes the place of the written one, but not inside of texts', () => {
  const named = (sql: string) => nameDatabase(sql, 'a`b');
  assert.equal(
    named('SELECT 1 FROM pulsebase.users, pulsebase.readings'),
    'SELECT 1 FROM `a\\`b`.users, `a\\`b`.readings',
  );
  for (const text of ['pulsebase.users', "it's pulsebase.x \\", "'", "\\'pulsebase.", '']) {
    const literal = sqlText(text);
    assert.equal(
      named(`SELECT ${literal}, ${literal} FROM pulsebase.t`),
      `SELECT ${literal}, ${literal} FROM \`a\\\`b\`.t`,
    );
  }
  // Long lists travel as one text.
  const long = sqlText('1,'.repeat(6_000_000));
  assert.equal(named(`pulsebase.t ${long}`), `\`a\\\`b\`.t ${long}`);
  assert.equal(nameDatabase('pulsebase.t', 'pulsebase'), 'pulsebase.t');
});
