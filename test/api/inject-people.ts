import { after } from 'node:test';
import { AT, type Injected, inject } from './inject.ts';

/** A service with three users, each of whom has two readings on the first day of 2023. It is gone when the file's tests are over. */
export async function injectPeople(): Promise<Injected> {
  const injected = await inject();
  const { service, store } = injected;
  after(() => service.remove());
  await store.importUsers([
    { id: 1, name: 'Ada', gender: 'female', age: 36 },
    { id: 2, name: 'Bob', gender: 'male', birthDate: '1990-05-31' },
    { id: 3, name: 'Cleo, "C"', gender: 'other', age: 20 },
  ]);
  await store.ingest(
    [1, 2, 3].flatMap((userId) =>
      [60, 90].map((heartRate, at) => ({
        userId,
        timestamp: new Date(Date.parse(AT) + at * 3_600_000),
        heartRate: heartRate + userId,
      })),
    ),
  );
  return injected;
}
