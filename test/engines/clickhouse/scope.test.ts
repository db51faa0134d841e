import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { mergeScopes, type Scope, touchedScopes } from '../../../src/engines/clickhouse/rollups/scope.ts';
import { bucketOf, HOUR_MS } from '../../../src/window/bucket.ts';

const LAST_HOUR = Date.UTC(2099, 11, 31, 23) / HOUR_MS;

const rows = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(2 ** 32, 2 ** 53 - 1)),
    fc.oneof(fc.integer({ min: 470_000, max: 472_500 }), fc.integer({ min: 0, max: LAST_HOUR })),
    fc.nat({ max: HOUR_MS - 1 }),
  ),
  { minLength: 1, maxLength: 60 },
);

function scopesOf(list: readonly (readonly [user: number, hour: number, ms: number])[]): Scope[] {
  const userIds = list.map(([user]) => user);
  return touchedScopes({ length: list.length, userIds, timestamps: list.map(([, hour, ms]) => hour * HOUR_MS + ms) });
}

function covers(scope: Scope, user: number, hour: number): boolean {
  const listed = scope.hours?.includes(hour) ?? true;
  return hour >= scope.from && hour < scope.to && listed && (scope.users?.includes(user) ?? true);
}

describe('scopes', () => {
  test('every reading is in the scope of its month, and each scope lies in one month', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const scopes = scopesOf(list);
        const months = scopes.map(({ from }) => bucketOf('month', from * HOUR_MS));
        assert.deepEqual(
          months,
          scopes.map(({ to }) => bucketOf('month', (to - 1) * HOUR_MS)),
        );
        assert.deepEqual(
          months,
          [...new Set(list.map(([, hour]) => bucketOf('month', hour * HOUR_MS)))].sort((a, b) => a - b),
        );
        for (const [user, hour] of list) assert.ok(scopes.some((scope) => covers(scope, user, hour)));
      }),
    );
  });

  test('a merged scope holds what each of them held', () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const byMonth = Map.groupBy([...scopesOf(a), ...scopesOf(b)], ({ from }) => bucketOf('month', from * HOUR_MS));
        const merged = [...byMonth.values()].map(mergeScopes);
        for (const [user, hour] of [...a, ...b]) assert.ok(merged.some((scope) => covers(scope, user, hour)));
        for (const { from, to } of merged)
          assert.equal(bucketOf('month', from * HOUR_MS), bucketOf('month', (to - 1) * HOUR_MS));
      }),
    );
  });

  test('everybody stays everybody', () => {
    const some = { from: 5, to: 6, users: [1] };
    assert.deepEqual(mergeScopes([some, { from: 3, to: 4, users: null }]), { from: 3, to: 6, users: null });
    assert.deepEqual(mergeScopes([some, { from: 3, to: 4, users: [2] }]), { from: 3, to: 6, users: [1, 2] });
  });

  test('very many users are all users', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => [at + 1, 100, 0] as const);
    assert.deepEqual(scopesOf(many), [{ from: 100, to: 101, users: null }]);
  });
});
