import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { searchReadings } from '../../../src/api/fhir/reading-search.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';

const START = Date.parse('2023-01-31T20:00:00Z');
const HOUR = 3_600_000;

/** Instants in some hours around the end of a month, and now and then a month later. */
const instant = fc
  .tuple(fc.integer({ min: 0, max: 8 * HOUR }), fc.constantFrom(0, 0, 0, 40 * 24 * HOUR))
  .map(([offset, later]) => START + offset - (offset % 60_000) + later);

test('a page of a search is what a look at all readings gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(instant, { maxLength: 60 }),
      fc.uniqueArray(instant, { minLength: 2, maxLength: 6 }),
      fc.constantFrom('ascending' as const, 'descending' as const),
      fc.integer({ min: 1, max: 20 }),
      fc.option(instant, { nil: undefined }),
      async (instants, ends, order, count, behind) => {
        const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
        await store.putUser({ id: 1 });
        await store.ingest(instants.map((ms) => ({ userId: 1, timestamp: new Date(ms), heartRate: 60 + (ms % 7) })));
        const sorted = [...ends].sort((one, other) => one - other);
        const windows = Array.from({ length: Math.floor(sorted.length / 2) }, (_, at) => ({
          from: sorted[2 * at]!,
          to: sorted[2 * at + 1]! - 1,
        })).filter(({ from, to }) => from <= to);
        const isAscending = order === 'ascending';
        const expected = [...instants]
          .sort((one, other) => (isAscending ? one - other : other - one))
          .filter((ms) => windows.some(({ from, to }) => from <= ms && ms <= to))
          .filter((ms) => behind === undefined || (isAscending ? ms > behind : ms < behind))
          .slice(0, count);
        const found = await searchReadings(store, { userId: 1, windows, order, count, behind });
        assert.deepEqual(
          found.map(({ timestamp }) => timestamp.getTime()),
          expected,
        );
      },
    ),
    { numRuns: 300 },
  );
});
