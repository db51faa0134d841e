import type { ReadingInput } from '../../src/model/reading.ts';
import type { User } from '../../src/model/user.ts';
import type { Store } from '../../src/store/store.ts';
import { ReferenceStore } from '../reference/reference-store.ts';

const MINUTE = 60_000;

export const USERS: readonly User[] = [1, 2, 2 ** 33].map((id) => ({
  ...{ id, externalId: `P-${id}`, name: `user ${id}`, gender: 'female' },
  ...{ age: 20 + (id % 7), birthDate: null },
}));

/** A reading every ten minutes of the first days of three months, each with a value of its own. */
export const READINGS: readonly (ReadingInput & { readonly userId: number })[] = [
  '2024-01-01',
  '2024-02-01',
  '2024-03-01',
].flatMap((month, at) =>
  USERS.flatMap(({ id }, user) =>
    Array.from({ length: 400 }, (_, step) => ({
      userId: id,
      timestamp: new Date(Date.parse(month) + step * 10 * MINUTE),
      heartRate: 50 + ((at * 131 + user * 17 + step * 7) % 97) + 0.25 * (step % 4),
    })),
  ),
);

/** What a store must answer that holds the users and the readings. */
export function filledReference(): ReferenceStore {
  const reference = new ReferenceStore();
  for (const user of USERS) reference.putUser(user);
  for (const { userId, timestamp, heartRate } of READINGS) {
    reference.putReading(userId, (timestamp as Date).getTime(), Math.round(heartRate * 1000));
  }
  return reference;
}

/** Fills a store, a month at a time, and gives what it must answer. */
export async function fill(store: Store): Promise<ReferenceStore> {
  await store.importUsers(USERS);
  for (const month of ['2024-01', '2024-02', '2024-03']) {
    await store.ingest(READINGS.filter(({ timestamp }) => (timestamp as Date).toISOString().startsWith(month)));
  }
  return filledReference();
}
