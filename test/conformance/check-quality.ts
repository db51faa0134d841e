import assert from 'node:assert/strict';
import type { QualityQuery, Store } from '../../src/store/store.ts';
import { MS_PER_DAY } from '../reference/civil-date.ts';
import type { ReferencePeople, ReferenceStore } from '../reference/reference-store.ts';

/** Asks a store and the reference about quality; the starts of days are compared in UTC alone. */
export async function checkQuality(
  store: Store,
  reference: ReferenceStore,
  query: QualityQuery,
  people: ReferencePeople,
  message?: string,
): Promise<void> {
  const { timezone, minMinutesOfHour = 30, minHoursOfDay = 10, gapMinutes = 60 } = query;
  const measures = { timezone, minMinutesOfHour, minHoursOfDay, gapMinutes };
  const expected = reference.quality({ ...people, ...measures });
  const { days, users } = await store.quality(query);
  assert.deepEqual(users, expected.users, message);
  assert.deepEqual(
    days.map(({ start: _, ...day }) => day),
    expected.days.map(({ number: _, ...day }) => day),
    message,
  );
  if (timezone !== undefined) return;
  assert.deepEqual(
    days.map(({ start }) => start.getTime()),
    expected.days.map(({ number }) => number * MS_PER_DAY),
    message,
  );
}
