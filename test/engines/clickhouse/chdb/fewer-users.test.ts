import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../../../src/open-store.ts';

/** More users than the store keeps in memory. */
const MANY = 20_001;

test('once so many users are gone that all fit into memory, what others have stored is known as before', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-fewer-'));
  try {
    const store = await openStore(`chdb:${directory}`, { durable: false });
    await store.importUsers(Array.from({ length: MANY }, (_, at) => ({ id: at + 1 })));
    const [early, late] = [1, 2].map((userId) => ({ userId, timestamp: '2026-03-01T10:00:00Z', heartRate: 60 }));
    await store.ingest([late!]);
    await store.close();

    const again = await openStore(`chdb:${directory}`, { durable: false });
    await again.ingest([early!]);
    await again.deleteUsers([MANY]);
    await again.ingest([early!]);
    const { inserted, unchanged } = await again.ingest([late!]);
    assert.deepEqual([inserted, unchanged], [0, 1]);
    assert.equal((await again.stats()).readings, 2);
    await again.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
