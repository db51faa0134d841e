import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore, PulsebaseError } from '../../src/index.ts';

// Sorting may need room while there is none: it goes elsewhere.
const server = await startPostgresServer({ temp_tablespaces: 'pg_default' });
const small = mkdtempSync(join(tmpdir(), 'pulsebase-small-disk-'));
// Needs root, as all that mounts does.
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m,uid=65534,gid=65534,mode=700', 'tmpfs', small]);
after(async () => {
  await server.stop();
  execFileSync('umount', [small]);
  rmdirSync(small);
});

const START = Date.UTC(2023, 0, 1);

function batch(first: number) {
  return Array.from({ length: 5000 }, (_, at) => ({
    userId: 1 + (at % 20),
    timestamp: new Date(START + Math.floor((first + at) / 20) * 600_000),
    heartRate: 60 + (at % 60),
  }));
}

test('a full disk of the server is a clear error; nothing acknowledged is lost, nothing half-written', async () => {
  await server.execute(`CREATE TABLESPACE small LOCATION '${small}'`);
  await server.execute('CREATE DATABASE crowded TABLESPACE small');
  const filler = join(small, 'filler');
  writeFileSync(filler, Buffer.alloc(6 * 1024 ** 2));
  const store = await openStore(server.url('crowded'));
  let acknowledged = 0;
  let failure: unknown;
  while (failure === undefined && acknowledged < 1_000_000) {
    await store.ingest(batch(acknowledged), { unknownUsers: 'create' }).then(
      () => {
        acknowledged += 5000;
      },
      (error: unknown) => {
        failure = error;
      },
    );
  }
  assert.ok(failure instanceof PulsebaseError, 'the disk never was full');
  assert.equal(failure.code, 'DISK_FULL', failure.message);
  assert.ok(acknowledged > 0);

  const kept = async () => {
    const { ok, problems, readings } = await store.verify();
    assert.deepEqual([ok, problems], [true, []]);
    return readings;
  };
  assert.equal(await kept(), acknowledged);
  assert.equal((await store.queryUsers({ from: '2023-01-01', to: '2024-01-01', minHeartRate: 0 })).length, 20);
  // With a little room all goes on.
  rmSync(filler);
  await store.ingest(batch(acknowledged));
  assert.equal(await kept(), acknowledged + 5000);
  assert.ok((await store.dropBefore('2023-03-01')) > 0);
  await kept();
  await store.close();
});
