import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mistypedSettings } from '../../src/config/mistyped-settings.ts';
import { SETTING_DEFINITIONS } from '../../src/config/setting-definitions.ts';

describe('names in .env that look mistyped', () => {
  for (const [name, meant] of [
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['databaseUrl', 'DATABASE_URL'],
    ['POOL_SICE', 'POOL_SIZE'],
    ['POOLSIZE', 'POOL_SIZE'],
    ['MEMORY_LIMITS', 'MEMORY_LIMIT'],
    ['PROT', 'PORT'],
    ['PULSEBASE_APIKEY', 'PULSEBASE_API_KEY'],
    ['PULSEBASE_DATABASE_URL', 'DATABASE_URL'],
  ] as const) {
    test(`${name} is told of with ${meant}`, () => {
      assert.deepEqual(mistypedSettings(`OTHER=1\n${name}=x\n`), [
        `${name} in .env is not a setting of Pulsebase and is ignored; did you mean ${meant}?`,
      ]);
    });
  }

  test('a name with the prefix that is close to no setting is reported, too', () => {
    assert.match(
      mistypedSettings('PULSEBASE_COLOUR=red\n').join(),
      /^PULSEBASE_COLOUR in \.env .*pulsebase config lists all$/,
    );
  });

  test('nothing is said of settings, nor of the names of other programs', () => {
    const own = Object.values(SETTING_DEFINITIONS).map(({ variable }) => `${variable}=\n`);
    const others = [
      'PGHOST',
      'DB_HOST',
      'REDIS_URL',
      'NODE_ENV',
      'APP_PORT',
      'MAX_POOL_SIZE',
      'OTEL_TRACES_SAMPLER',
      'AWS_REGION',
    ];
    assert.deepEqual(mistypedSettings(own.join('') + others.map((name) => `${name}=1\n`).join('')), []);
    assert.deepEqual(mistypedSettings(others.map((name) => `${name}=1\n`).join('')), []);
  });

  test('a name beside the setting that it resembles belongs to another program', () => {
    assert.deepEqual(mistypedSettings('DATABASE_URL=chdb:x\nDATABASE_URI=sqlite:x\n'), []);
  });

  test('values are never shown', () => {
    assert.doesNotMatch(mistypedSettings('PULSEBASE_API_KEYZ=geheim\n').join(), /geheim/);
  });
});
