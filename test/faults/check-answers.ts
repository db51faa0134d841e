import assert from 'node:assert/strict';
import type { Store } from '../../src/store/store.ts';
import { ifKnown } from '../conformance/if-known.ts';
import type { Period, ReferenceStore } from '../reference/reference-store.ts';

/** Whole months, cut ones, and all of the time. */
const PERIODS: readonly Period[] = [
  { from: Date.parse('2024-01-01T00:00:00Z'), to: Date.parse('2024-02-28T12:29:59Z') },
  { from: Date.parse('2023-12-15T12:10:00Z'), to: Date.parse('2024-01-28T00:09:59.999Z') },
  { from: 0, to: Date.parse('2099-12-31T23:59:59.999Z') },
];

/** What a store answers must be what the reference answers, from roll-ups of every level and raw ends. */
export async function checkAnswers(store: Store, reference: ReferenceStore, ids: readonly number[]): Promise<void> {
  for (const [at, period] of PERIODS.entries()) {
    const ends = { from: new Date(period.from), to: new Date(period.to) };
    const cohort = await store.queryUsers({ ...ends, minAge: 22, minHeartRate: 100, details: true });
    assert.deepEqual(cohort, reference.cohort({ ...period, minAge: 22, minHeartRate: 100 }));
    const userId = ids[(reference.readings.size + at) % ids.length]!;
    const top = await ifKnown(store.queryTop({ ...ends, userId, details: true }));
    assert.deepEqual(top, reference.top({ ...period, userId, limit: 10 }));
  }
  const readings = [...reference.readings.values()].reduce((count, own) => count + own.size, 0);
  const stats = await store.stats();
  assert.deepEqual([stats.users, stats.readings, stats.pendingWrites], [reference.users.size, readings, 0]);
}

/** Every roll-up must equal the raw readings, and nothing may be wrong with the store. */
export async function checkVerify(store: Store, reference: ReferenceStore): Promise<void> {
  const readings = [...reference.readings.values()].reduce((count, own) => count + own.size, 0);
  const { buckets: _, ...report } = await store.verify();
  assert.deepEqual(report, { ok: true, readings, differing: 0, differences: [], problems: [] });
}
