import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSettings } from '../../src/config/describe-settings.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { settingOrigins } from '../../src/config/setting-origins.ts';
import { locationOf } from '../../src/engines/registry.ts';

const ENVIRONMENT = { DATABASE_URL: 'postgresql://anna:s3cret@host/db?sslpassword=s3cret', POOL_SIZE: '20' };
const FILE = 'POOL_SIZE=3\nMEMORY_LIMIT=1GiB\nDURABLE=no\nLOG_LEVEL=\n';

test('shows every setting, where it comes from, and no secret', () => {
  const shown = describeSettings(readSettings(ENVIRONMENT, FILE), settingOrigins(ENVIRONMENT, FILE), locationOf);
  assert.deepEqual(
    shown.slice(0, 12).map(({ name, value, source }) => [name, value, source]),
    [
      ['DATABASE_URL', 'postgresql://anna:***@host/db?sslpassword=***', 'environment'],
      ['POOL_SIZE', '20', 'environment'],
      ['MAX_OVERFLOW', '30', 'default'],
      ['POOL_TIMEOUT', '30', 'default'],
      ['POOL_RECYCLE', '3600', 'default'],
      ['MIN_HEART_RATE', '20', 'default'],
      ['MAX_HEART_RATE', '300', 'default'],
      ['MEMORY_LIMIT', '1GiB', '.env'],
      ['MEMTABLE_LIMIT', '32MiB', 'default'],
      ['DURABLE', 'false', '.env'],
      ['QUERY_TIMEOUT', '60', 'default'],
      ['LOG_LEVEL', 'info', 'default'],
    ],
  );
});

test('whoever does not know the schemes of stores is shown nothing of their URLs', () => {
  const [store] = describeSettings(readSettings(ENVIRONMENT));
  assert.deepEqual([store?.name, store?.value], ['DATABASE_URL', '***']);
});

test('without origins distinguishes defaults from other values', () => {
  const sources = describeSettings(readSettings({ MAX_OVERFLOW: '4' })).map(({ name, source }) => [name, source]);
  assert.deepEqual(
    sources.filter(([, source]) => source !== 'default'),
    [['MAX_OVERFLOW', 'environment']],
  );
});

test('what is shown reads as the same settings', () => {
  const settings = readSettings({ ...ENVIRONMENT, DATABASE_URL: 'chdb:./here', POOL_RECYCLE: '-1' }, FILE);
  const shown = Object.fromEntries(describeSettings(settings, {}, locationOf).map(({ name, value }) => [name, value]));
  assert.deepEqual(readSettings(shown), settings);
});
