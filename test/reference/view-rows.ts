import type { Store } from '../../src/store/store.ts';
import { startOf } from './civil-date.ts';
import { ReferenceStore } from './reference-store.ts';

const VIEWS = [
  ['hourly_averages', 'hour'],
  ['daily_averages', 'day'],
  ['monthly_averages', 'month'],
] as const;

/** A row of a view of averages: user, start in Unix ms, readings, their sum in thousandths, average, min, max in bpm. */
export type ViewRow = readonly [number, number, number, number, number, number, number];

/** The views of averages by name, each with the rows that it must have, in order of user and time. */
export function viewRows(reference: ReferenceStore): Map<string, ViewRow[]> {
  const users = [...reference.readings].sort(([a], [b]) => a - b);
  const rowsOf = (level: (typeof VIEWS)[number][1]) =>
    users.flatMap(([userId, readings]) =>
      reference
        .averages(userId, { from: 0, to: Number.MAX_SAFE_INTEGER }, level)
        .map(({ start, count, average, min, max }): ViewRow => {
          const own = [...readings].filter(([ms]) => startOf(level, ms) === +start);
          return [userId, +start, count, own.reduce((sum, [, milli]) => sum + milli, 0), average, min, max];
        }),
    );
  return new Map(VIEWS.map(([name, level]) => [name, rowsOf(level)]));
}

/** Fills a store for its views, and gives what it holds. */
export async function fillForViews(store: Store): Promise<ReferenceStore> {
  const reference = new ReferenceStore();
  const readings = [...viewReadings()];
  for (const { userId, timestamp, heartRate } of readings) {
    reference.putReading(userId, +timestamp, Math.round(heartRate * 1000));
  }
  await store.ingest(readings, { unknownUsers: 'create' });
  return reference;
}

/** Readings whose sums do not divide, around the ends of hours, days, months and years, with heart rates of every size. */
function* viewReadings(): Generator<{ userId: number; timestamp: Date; heartRate: number }> {
  const ends = [
    '1970-01-01T00:00Z',
    '2024-01-01T00:00Z',
    '2024-03-01T00:00Z',
    '2024-03-31T01:00Z',
    '2099-12-31T21:00Z',
  ];
  for (const userId of [1, 2, 2 ** 53 - 1]) {
    for (const end of ends) {
      for (let index = 0; index < 40; index += 1) {
        const timestamp = new Date(Math.max(0, Date.parse(end) + (index - 20) * 7 * 60_000 + index * (userId % 97)));
        yield {
          userId,
          timestamp,
          heartRate: index === 7 ? 999_999.999 : (20_000 + index * 7001 + (userId % 10)) / 1000,
        };
      }
    }
  }
}
