import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { loadSettingOrigins, loadSettings } from '../../src/config/load-settings.ts';
import { SETTING_DEFINITIONS } from '../../src/config/setting-definitions.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';

describe('loadSettings', () => {
  let directory: string;
  const before = { ...process.env };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'pulsebase-settings-'));
    for (const { variable } of Object.values(SETTING_DEFINITIONS)) delete process.env[variable];
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
    process.env = { ...before };
  });

  test('needs no .env', () => {
    assert.equal(loadSettings(directory).databaseUrl, 'chdb:./pulsebase-data');
    assert.equal(loadSettingOrigins(directory).databaseUrl, 'default');
  });

  test('reads .env of the directory; the environment goes first', () => {
    writeFileSync(join(directory, '.env'), 'POOL_SIZE=3\nLOG_LEVEL=warn\n');
    process.env.POOL_SIZE = '4';
    const { poolSize, logLevel } = loadSettings(directory);
    assert.deepEqual({ poolSize, logLevel }, { poolSize: 4, logLevel: 'warn' });
    const origins = loadSettingOrigins(directory);
    assert.deepEqual([origins.poolSize, origins.logLevel, origins.durable], ['environment', '.env', 'default']);
    assert.equal(process.env.LOG_LEVEL, undefined, 'the file must not leak into the environment');
  });

  test('reports a .env that cannot be read', () => {
    mkdirSync(join(directory, '.env'));
    assert.throws(
      () => loadSettings(directory),
      (error) =>
        error instanceof PulsebaseError &&
        error.code === 'FILE_UNREADABLE' &&
        error.message.includes(join(directory, '.env')) &&
        !error.message.includes('\n'),
    );
  });
});

test('in an inaccessible directory there is no .env for this user; an unreadable one is reported', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-closed-'));
  writeFileSync(join(directory, '.env'), 'LOG_LEVEL=debug\n');
  const module = new URL('../../src/config/load-settings.ts', import.meta.url);
  // Root may enter and read everything.
  const script = `
    const { loadSettings } = await import(${JSON.stringify(module.href)});
    if (process.getuid() === 0) process.setuid(65534);
    try { console.log(loadSettings(${JSON.stringify(directory)}).logLevel); } catch ({ code }) { console.log(code); }`;
  const run = () =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: {}, encoding: 'utf8' }).trim();
  try {
    chmodSync(directory, 0o755);
    assert.equal(run(), 'debug');
    chmodSync(join(directory, '.env'), 0);
    assert.equal(run(), 'FILE_UNREADABLE');
    chmodSync(directory, 0);
    assert.equal(run(), 'info');
  } finally {
    chmodSync(directory, 0o700);
    rmSync(directory, { recursive: true });
  }
});
