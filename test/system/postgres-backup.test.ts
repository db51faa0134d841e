import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '../../src/index.ts';

// Debian's server, since its pg_dump must not be older than the server.
const BINARIES = '/usr/lib/postgresql/15/bin';
process.env.POSTGRES_BINARIES = BINARIES;
const { startPostgresServer } = await import('../../harness/postgres-server.ts');
const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const ALL = { from: '1970-01-01', to: '2100-01-01' };

test('what pg_dump writes while others write, pg_restore brings back as one state', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-backup-'));
  const url = await server.createDatabase('source');
  const store = await openStore(url);
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      userId: 1 + ((from + at) % 30),
      timestamp: new Date(Date.UTC(2023, 0, 1) + (from + at) * 91_234),
      heartRate: 55 + ((from + at) % 700) / 10,
    }));
  await store.ingest(rows(0, 60_000), { unknownUsers: 'create' });

  const writing = (async () => {
    for (let from = 60_000; from < 70_000; from += 500) await store.ingest(rows(from, 500));
  })();
  const dump = join(directory, 'store.dump');
  execFileSync(join(BINARIES, 'pg_dump'), ['--format=custom', `--file=${dump}`, url]);
  await writing;
  const restored = await server.createDatabase('restored');
  execFileSync(join(BINARIES, 'pg_restore'), ['--exit-on-error', '--no-owner', `--dbname=${restored}`, dump]);

  const copy = await openStore(restored);
  const { ok, readings } = await copy.verify();
  assert.equal(ok, true);
  assert.ok(readings >= 60_000 && readings % 500 === 0, `${readings}`);
  // What came after the dump is sent again.
  await copy.ingest(rows(0, 70_000));
  const query = { ...ALL, minHeartRate: 0, details: true } as const;
  assert.deepEqual(await copy.queryUsers(query), await store.queryUsers(query));
  await copy.close();
  await store.close();
  rmSync(directory, { recursive: true });
});
