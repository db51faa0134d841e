import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { SERVICE_SETTING_DEFINITIONS } from '../../src/config/service-setting-definitions.ts';
import type { ServiceSettings } from '../../src/config/service-settings.ts';
import type { Settings } from '../../src/config/settings.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';

const SERVICE = Object.fromEntries(
  Object.entries(SERVICE_SETTING_DEFINITIONS).map(([field, definition]) => [field, definition.default]),
) as unknown as ServiceSettings;
const DEFAULTS: Settings = { databaseUrl: 'chdb:./pulsebase-data', logLevel: 'info', ...DEFAULT_OPTIONS, ...SERVICE };

function errorOf(environment: Record<string, string>, envFileText?: string): PulsebaseError {
  try {
    readSettings(environment, envFileText);
  } catch (error) {
    assert.ok(error instanceof PulsebaseError);
    assert.equal(error.code, 'INVALID_SETTING');
    assert.ok(!error.message.includes('\n'));
    return error;
  }
  return assert.fail('nothing was thrown');
}

describe('readSettings', () => {
  test('has a default for everything', () => {
    assert.deepEqual(readSettings({}), DEFAULTS);
    assert.deepEqual(readSettings({}, ''), DEFAULTS);
    assert.equal(DEFAULTS.memoryLimit, 2_147_483_648);
    assert.equal(DEFAULTS.poolSize, 20);
  });

  test('takes every setting from the environment', () => {
    const settings = readSettings({
      DATABASE_URL: ' postgresql+psycopg://anna:s3cret@host/db ',
      POOL_SIZE: '7',
      MAX_OVERFLOW: '0',
      POOL_TIMEOUT: '0.5',
      POOL_RECYCLE: '-1',
      MIN_HEART_RATE: '25.125',
      MAX_HEART_RATE: '250',
      MEMORY_LIMIT: '512MiB',
      MEMTABLE_LIMIT: '8MiB',
      DURABLE: 'off',
      QUERY_TIMEOUT: '5',
      LOG_LEVEL: 'DEBUG',
      PATH: '/bin',
    });
    assert.deepEqual(settings, {
      ...SERVICE,
      databaseUrl: 'postgresql+psycopg://anna:s3cret@host/db',
      poolSize: 7,
      maxOverflow: 0,
      poolTimeout: 0.5,
      poolRecycle: -1,
      minHeartRate: 25.125,
      maxHeartRate: 250,
      memoryLimit: 536_870_912,
      memtableLimit: 8_388_608,
      durable: false,
      queryTimeout: 5,
      logLevel: 'debug',
    });
  });

  test('reads the file where the environment says nothing, also where it says it emptily', () => {
    const file = '# a comment\nPOOL_SIZE=5\nexport MAX_OVERFLOW="6" # six\n\nLOG_LEVEL=\'warn\'\nDURABLE=\n';
    const settings = readSettings({ POOL_SIZE: '9', LOG_LEVEL: '  ', MAX_OVERFLOW: '' }, file);
    assert.deepEqual(settings, { ...DEFAULTS, poolSize: 9, maxOverflow: 6, logLevel: 'warn' });
  });

  test('knows yes and no in many words', () => {
    for (const word of ['true', 'on', '1', 'yes', 'YES']) assert.equal(readSettings({ DURABLE: word }).durable, true);
    for (const word of ['false', 'off', '0', 'no', 'No']) assert.equal(readSettings({ DURABLE: word }).durable, false);
  });

  const edges: [variable: string, field: keyof Settings, text: string, value: number][] = [
    ['POOL_SIZE', 'poolSize', '1', 1],
    ['POOL_SIZE', 'poolSize', '1000', 1000],
    ['MAX_OVERFLOW', 'maxOverflow', '1000', 1000],
    ['POOL_TIMEOUT', 'poolTimeout', '0.1', 0.1],
    ['POOL_TIMEOUT', 'poolTimeout', '3600', 3600],
    ['POOL_RECYCLE', 'poolRecycle', '1', 1],
    ['MIN_HEART_RATE', 'minHeartRate', '0.001', 0.001],
    ['MAX_HEART_RATE', 'maxHeartRate', '1000', 1000],
    ['MAX_HEART_RATE', 'maxHeartRate', '20', 20],
    ['MEMORY_LIMIT', 'memoryLimit', '1MiB', 1_048_576],
    ['QUERY_TIMEOUT', 'queryTimeout', '86400', 86_400],
  ];
  for (const [variable, field, text, value] of edges) {
    test(`takes ${variable}=${text}`, () => assert.equal(readSettings({ [variable]: text })[field], value));
  }

  const bad: [variable: string, text: string][] = [
    ['POOL_SIZE', '0'],
    ['POOL_SIZE', '1001'],
    ['POOL_SIZE', '2.5'],
    ['POOL_SIZE', 'many'],
    ['POOL_SIZE', '0x10'],
    ['MAX_OVERFLOW', '-1'],
    ['MAX_OVERFLOW', '1001'],
    ['POOL_TIMEOUT', '0.09'],
    ['POOL_TIMEOUT', '3601'],
    ['POOL_TIMEOUT', '30s'],
    ['POOL_RECYCLE', '0'],
    ['POOL_RECYCLE', '-2'],
    ['MIN_HEART_RATE', '0'],
    ['MIN_HEART_RATE', '20.0001'],
    ['MAX_HEART_RATE', '1000.001'],
    ['MAX_HEART_RATE', 'NaN'],
    ['MAX_HEART_RATE', 'Infinity'],
    ['MEMORY_LIMIT', '1023KiB'],
    ['MEMORY_LIMIT', 'lots'],
    ['MEMORY_LIMIT', '99999999TiB'],
    ['MEMTABLE_LIMIT', '1025MiB'],
    ['DURABLE', 'maybe'],
    ['QUERY_TIMEOUT', '0'],
    ['QUERY_TIMEOUT', '1e3'],
    ['LOG_LEVEL', 'loud'],
  ];
  for (const [variable, text] of bad) {
    test(`refuses ${variable}=${text}, with its name, its value, and what is allowed`, () => {
      const error = errorOf({ [variable]: text });
      assert.equal(error.field, variable);
      assert.match(error.message, new RegExp(`^${variable} must be .+, not "${text.replaceAll('.', '\\.')}"$`));
    });
  }

  test('says when a bad value stands in the file', () => {
    assert.equal(errorOf({}, 'POOL_SIZE=x').message, 'POOL_SIZE (in .env) must be an integer from 1 to 1000, not "x"');
  });

  test('names all bad values in one line', () => {
    const error = errorOf({ POOL_SIZE: 'x', LOG_LEVEL: 'y', MAX_HEART_RATE: 'z', MIN_HEART_RATE: '400' }, 'DURABLE=w');
    assert.equal(error.field, 'POOL_SIZE');
    assert.deepEqual(
      error.message.split('; ').map((part) => part.split(' ')[0]),
      ['POOL_SIZE', 'MAX_HEART_RATE', 'DURABLE', 'LOG_LEVEL'],
    );
  });

  test('refuses a lowest heart rate above the highest', () => {
    const error = errorOf({ MIN_HEART_RATE: '100', MAX_HEART_RATE: '99.5' });
    assert.equal(error.message, 'MIN_HEART_RATE (100) must not be above MAX_HEART_RATE (99.5)');
    assert.equal(errorOf({ MIN_HEART_RATE: '301' }).field, 'MIN_HEART_RATE');
  });

  for (const url of ['//anna:s3cret@host/db', 'anna s3cret', '/var/lib?password=s3cret', 'chdb:']) {
    test(`refuses the store URL ${url} without showing a password`, () => {
      const error = errorOf({ DATABASE_URL: url });
      assert.equal(error.field, 'DATABASE_URL');
      if (/[:=]s3cret/.test(url)) assert.ok(!error.message.includes('s3cret'), error.message);
    });
  }
});
