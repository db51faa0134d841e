import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../../../src/open-store.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

test('live readings of everybody and late ones of some, flushed together and again, are added to their roll-ups', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-add-up-'));
  const store = await openStore(`chdb:${directory}/store`, { durable: false });
  try {
    await store.importUsers(Array.from({ length: 300 }, (_, at) => ({ id: at + 1 })));
    for (let round = 0; round < 3; round += 1) {
      const live = Array.from({ length: 300 }, (_, at) => ({
        userId: at + 1,
        timestamp: new Date(START + 5000 * HOUR + round * 1000),
        heartRate: 60 + round,
      }));
      const late = Array.from({ length: 3000 }, (_, at) => ({
        userId: 1 + (at % 10),
        timestamp: new Date(START + (at % 3000) * HOUR + round * 1000),
        heartRate: 90 + round,
      }));
      assert.equal((await store.ingest([...live, ...late])).inserted, 3300);
      assert.equal((await store.stats()).readings, 3300 * (round + 1));
    }
    const { ok, differences } = await store.verify();
    assert.ok(ok, JSON.stringify(differences));
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
