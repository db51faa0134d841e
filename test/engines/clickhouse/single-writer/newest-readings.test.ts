import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketIdOf } from '../../../../src/engines/clickhouse/schema/bucket-id.ts';
import { NewestReadings } from '../../../../src/engines/clickhouse/single-writer/newest-readings.ts';
import type { Executor } from '../../../../src/engines/clickhouse/statements/executor.ts';
import { encodeNativeBlock } from '../../../../src/engines/clickhouse/statements/native-block.ts';
import { bucketOf } from '../../../../src/window/bucket.ts';

const NOW = Date.parse('2024-05-01T10:00:00Z');

const EARLIER = Date.parse('2024-05-01T09:00:00Z');

/** An engine whose parts hold one reading, of user 1, and which are asked for months, hours and readings in turn. */
function engine(): Executor {
  const answers = [
    bucketIdOf('month', bucketOf('month', EARLIER)),
    bucketIdOf('hour', bucketOf('hour', EARLIER)),
    EARLIER,
  ];
  let asked = 0;
  return {
    query: async () =>
      encodeNativeBlock([
        { name: 'user_id', type: 'Int64', values: [1] },
        { name: 'newest', type: 'Int64', values: [answers[asked++ % answers.length]!] },
      ]),
  } as unknown as Executor;
}

const reading = (userId: number) => ({ length: 1, userIds: [userId], timestamps: [NOW], heartRates: [60_000] });

test('nothing is known of everybody where nobody was asked about', async () => {
  const newest = new NewestReadings(engine());
  newest.raise(reading(1));
  await newest.boundsOf(new Set(), true);
  assert.equal((await newest.boundsOf(new Set([1]), true)).get(1), NOW);
});

test('what was written of somebody who is known already counts too when everybody is read', async () => {
  const newest = new NewestReadings(engine());
  await newest.boundsOf(new Set([1]), false);
  newest.raise(reading(1));
  assert.equal((await newest.boundsOf(new Set([1, 2]), true)).get(1), NOW);
});
