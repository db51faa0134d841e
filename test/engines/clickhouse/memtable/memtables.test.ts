import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Memtables } from '../../../../src/engines/clickhouse/memtable/memtables.ts';
import { holdClock } from '../../../support/held-clock.ts';

const reading = (timestamp: number) => ({ length: 1, userIds: [1], timestamps: [timestamp], heartRates: [60_000] });

test('what comes while a flush takes longer than the time to the next one is flushed after it', async (t) => {
  const clock = holdClock(t);
  const memtables = new Memtables(
    { append: async () => {}, endSegment: async () => async () => {}, close: async () => {} },
    { limit: 2 ** 20, after: 5000 },
  );
  const held = Promise.withResolvers<void>();
  const put: number[] = [];
  memtables.start(
    {
      alone: (work) => work(),
      nextVersion: async () => 1,
      put: async ({ length }) => {
        put.push(length);
        await held.promise;
      },
      mend: async () => {},
      onFlushed: () => {},
    },
    { fresh: [], doubtful: [], remove: async () => {} },
  );
  const pass = async () => {
    clock.pass(5000);
    await setImmediate();
  };
  await memtables.append(reading(1));
  await pass();
  await memtables.append(reading(2));
  await pass();
  assert.deepEqual(put, [1]);
  held.resolve();
  await setImmediate();
  await pass();
  assert.deepEqual(put, [1, 1]);
  await memtables.close();
});
