import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { mergeRegions, type Region, touchedRegions } from '../../../../src/engines/clickhouse/rollups/region.ts';
import { bucketOf, HOUR_MS } from '../../../../src/window/bucket.ts';

const LAST_HOUR = Date.UTC(2099, 11, 31, 23) / HOUR_MS;

const rows = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(2 ** 32, 2 ** 53 - 1)),
    fc.oneof(fc.integer({ min: 470_000, max: 472_500 }), fc.integer({ min: 0, max: LAST_HOUR })),
    fc.nat({ max: HOUR_MS - 1 }),
  ),
  { minLength: 1, maxLength: 60 },
);

function regionsOf(list: readonly (readonly [user: number, hour: number, ms: number])[]): Region[] {
  const userIds = list.map(([user]) => user);
  return touchedRegions({ length: list.length, userIds, timestamps: list.map(([, hour, ms]) => hour * HOUR_MS + ms) });
}

function covers(region: Region, user: number, hour: number): boolean {
  const listed = region.hours?.includes(hour) ?? true;
  return hour >= region.from && hour < region.to && listed && (region.users?.includes(user) ?? true);
}

describe('regions', () => {
  test('every reading is in the region of its month, and each region is within one month', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const regions = regionsOf(list);
        const months = regions.map(({ from }) => bucketOf('month', from * HOUR_MS));
        assert.deepEqual(
          months,
          regions.map(({ to }) => bucketOf('month', (to - 1) * HOUR_MS)),
        );
        assert.deepEqual(
          months,
          [...new Set(list.map(([, hour]) => bucketOf('month', hour * HOUR_MS)))].sort((a, b) => a - b),
        );
        for (const [user, hour] of list) assert.ok(regions.some((region) => covers(region, user, hour)));
      }),
    );
  });

  test('a merged region holds what each of them held', () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const byMonth = Map.groupBy([...regionsOf(a), ...regionsOf(b)], ({ from }) =>
          bucketOf('month', from * HOUR_MS),
        );
        const merged = [...byMonth.values()].map(mergeRegions);
        for (const [user, hour] of [...a, ...b]) assert.ok(merged.some((region) => covers(region, user, hour)));
        for (const { from, to } of merged)
          assert.equal(bucketOf('month', from * HOUR_MS), bucketOf('month', (to - 1) * HOUR_MS));
      }),
    );
  });

  test('everybody stays everybody', () => {
    const some = { from: 5, to: 6, users: [1] };
    assert.deepEqual(mergeRegions([some, { from: 3, to: 4, users: null }]), { from: 3, to: 6, users: null });
    assert.deepEqual(mergeRegions([some, { from: 3, to: 4, users: [2] }]), { from: 3, to: 6, users: [1, 2] });
  });

  test('very many users are all users', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => [at + 1, 100, 0] as const);
    assert.deepEqual(regionsOf(many), [{ from: 100, to: 101, users: null }]);
  });
});
