import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openStore } from '../../../src/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { ReferenceStore } from '../../reference/reference-store.ts';

const GENDERS = ['male', 'female', 'other', 'unknown'] as const;
/** More users than an embedded store keeps in memory. */
const MANY = 20_050;
/** The users who have readings. */
const ACTIVE = 40;
const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 30, 20);

function userOf(id: number) {
  const birthDate = id % 3 === 0 ? `${1940 + 4 * (id % 12)}-02-29` : null;
  return {
    id,
    externalId: id % 3 === 0 ? `P-${id}` : null,
    name: `user ${id}`,
    gender: GENDERS[id % 4]!,
    age: id % 5 === 0 ? null : id % 90,
    birthDate,
  };
}

describe('a store of more users than it keeps in memory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-many-users-'));
  const reference = new ReferenceStore();
  let store: Store;

  before(async () => {
    store = await openStore(`chdb:${directory}`, { durable: false });
    await store.importUsers(Array.from({ length: MANY }, (_, at) => userOf(at + 1)));
    for (let id = 1; id <= ACTIVE; id += 1) reference.putUser(userOf(id));
    // Every user in each of eight days, over the end of a month; batches small enough to be added up outside the engine.
    for (let day = 0; day < 8; day += 1) {
      const batch = Array.from({ length: ACTIVE }, (_, at) => {
        const ms = START + day * 24 * HOUR + ((at * 7) % 5) * HOUR + at * 1000;
        return { userId: at + 1, ms, heartRate: 60 + ((at * 13 + day * 5) % 70) };
      });
      for (const { userId, ms, heartRate } of batch) reference.putReading(userId, ms, heartRate * 1000);
      await store.ingest(batch.map(({ userId, ms, heartRate }) => ({ userId, heartRate, timestamp: new Date(ms) })));
    }
  });

  after(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('answers about cohorts as one of few users does', async () => {
    for (const [from, to] of [
      [START, START + 9 * 24 * HOUR],
      [START + 12_345, START + 6 * 24 * HOUR + 1_234_567],
      [Date.UTC(2024, 0, 1), Date.UTC(2024, 2, 1) - 1],
      [START + 2 * HOUR + 5000, START + 2 * HOUR + 20_000],
    ] as const) {
      for (const gender of [undefined, 'male', ['female', 'other']] as const) {
        for (const minAge of [undefined, 20, 35]) {
          const asked = { minHeartRate: 80, ...(minAge === undefined ? {} : { minAge }) };
          const answer = await store.queryUsers({
            ...asked,
            ...(gender === undefined ? {} : { gender }),
            ...{ from: new Date(from), to: new Date(to), details: true },
          });
          const genders = gender === undefined ? undefined : [gender].flat();
          assert.deepEqual(answer, reference.cohort({ ...asked, from, to, ...(genders ? { genders } : {}) }));
        }
      }
    }
  });

  test('verifies', async () => {
    assert.equal((await store.verify()).ok, true);
  });
});
