import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Exported, ExportFormat } from '../../../src/exporters/export-format.ts';
import { openExport } from '../../../src/exporters/open-export.ts';
import { EXPORT_FORMATS } from '../../../src/exporters/registry.ts';
import { openImport } from '../../../src/importers/open-import.ts';
import { openUsers } from '../../../src/importers/open-users.ts';
import { ingestMember } from '../../../src/ingest/ingest-member.ts';
import type { ReadingInput } from '../../../src/model/reading.ts';
import type { User, UserInput } from '../../../src/model/user.ts';
import type { Store } from '../../../src/store/store.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const ALL_TIME = { from: '1970-01-01', to: '2099-12-31T23:59:59.999Z' };

const USERS: readonly UserInput[] = [
  { id: 1, externalId: 'P-0001', name: 'Ada "the first", née Byron', gender: 'female', birthDate: '1815-12-10' },
  { id: 2, externalId: ' blanks, commas; and\u00a0"quotes" ', gender: 'male', age: 31, birthDate: '1999-02-28' },
  { id: 3, name: '=1+1', gender: 'other', age: 0 },
  { id: 4, externalId: '007', name: '太郎' },
  { id: 5 },
  { id: 2 ** 53 - 1, externalId: 'the last', gender: 'unknown', age: 150 },
];

const READINGS: readonly ReadingInput[] = [
  { userId: 1, timestamp: '1970-01-01T00:00:00Z', heartRate: 60 },
  { userId: 1, timestamp: '2099-12-31T23:59:59.999Z', heartRate: 299.999 },
  { userId: 2, timestamp: '2023-03-26T01:30:00.001Z', heartRate: 72.345 },
  { userId: 2, timestamp: '2023-03-26T01:30:00.002Z', heartRate: 72.1 },
  { userId: 3, timestamp: '2024-02-29T12:00:00Z', heartRate: 20 },
  { userId: 4, timestamp: '2023-04-05T06:07:08Z', heartRate: 64.5 },
  { userId: 5, timestamp: '2023-04-05T06:07:08Z', heartRate: 300 },
  { userId: 2 ** 53 - 1, timestamp: '2023-04-05T06:07:08.9Z', heartRate: 99.999 },
];

interface Contents {
  readonly users: readonly User[];
  readonly readings: readonly (readonly [userId: number, timestamp: string, heartRate: number])[];
}

/** What is exported and imported again is what was there. */
export function exports(target: Target): void {
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-exports-'));

  for (const format of EXPORT_FORMATS) {
    test(`what ${format.name} holds is imported again, and equals the store`, async () => {
      const before = await filled(await target.open());
      const file = async (what: Exported, as: ExportFormat) => {
        const path = join(folder, `${as.name}-${what}`);
        await writeFile(path, openExport(before.store, { format: as, what }));
        return path;
      };
      // A format without users takes them from another one.
      const users = await file('users', format.users === undefined ? EXPORT_FORMATS[0]! : format);
      const readings = await file('readings', format);
      const store = await target.open();
      assert.deepEqual((await contentsOf(store)).users, []);
      const source = await openUsers(users);
      assert.equal((await store.importUsers(source.rows())).inserted, USERS.length);
      await importReadings(store, readings, READINGS.length);
      assert.deepEqual(await contentsOf(store), before.contents);
      rmSync(users);
      rmSync(readings);
    });
  }

  test('a selection is exported: users, a cohort, a window', async () => {
    const { store } = await filled(await target.open());
    const csv = EXPORT_FORMATS.find(({ name }) => name === 'csv')!;
    const rowsOf = async (what: Exported, selection: object) =>
      (await collect(openExport(store, { format: csv, what, selection }))).join('').split('\n').slice(1, -1).sort();
    assert.deepEqual(await rowsOf('readings', { users: ['007', '5'] }), [
      '4,2023-04-05T06:07:08.000Z,64.5',
      '5,2023-04-05T06:07:08.000Z,300',
    ]);
    assert.deepEqual(await rowsOf('readings', { gender: ['other', 'female'], to: '2024-12-31' }), [
      '1,1970-01-01T00:00:00.000Z,60',
      '3,2024-02-29T12:00:00.000Z,20',
    ]);
    const older = { minAge: 24, gender: 'male', asOf: '2024-03-01' };
    assert.deepEqual(await rowsOf('readings', older), [
      '2,2023-03-26T01:30:00.001Z,72.345',
      '2,2023-03-26T01:30:00.002Z,72.1',
    ]);
    assert.deepEqual(await rowsOf('hours', older), ['2,2023-03-26T01:00:00.000Z,2,72.2225,72.1,72.345']);
    assert.deepEqual(await rowsOf('weeks', older), ['2,2023-03-20T00:00:00.000Z,2,72.2225,72.1,72.345']);
    assert.deepEqual(await rowsOf('months', { userIds: [3], from: '2024-01-01' }), [
      '3,2024-02-01T00:00:00.000Z,1,20,20,20',
    ]);
    assert.deepEqual(await rowsOf('users', { minAge: 30, asOf: '2024-01-01', gender: 'unknown' }), [
      `${2 ** 53 - 1},"the last","",unknown,150,`,
    ]);
    assert.deepEqual(await rowsOf('readings', { from: '1980-01-01', to: '1990-01-01' }), []);
    await assert.rejects(rowsOf('readings', { users: ['nobody'] }), { code: 'USER_NOT_FOUND' });
  });

  test('an export into files of names alone refuses an id that is the name of somebody else', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 7 }, { id: 8, externalId: '7' }]);
    await store.ingest([{ userId: 7, timestamp: '2023-01-01', heartRate: 60 }]);
    const format = EXPORT_FORMATS.find(({ name }) => name === 'omh')!;
    await assert.rejects(collect(openExport(store, { format, what: 'readings' })), { code: 'INVALID_ARGUMENT' });
    rmSync(folder, { recursive: true, force: true });
  });
}

async function filled(store: Store): Promise<{ store: Store; contents: Contents }> {
  assert.equal((await store.importUsers(USERS)).inserted, USERS.length);
  assert.equal((await store.ingest(READINGS)).inserted, READINGS.length);
  return { store, contents: await contentsOf(store) };
}

async function contentsOf(store: Store): Promise<Contents> {
  const users = await collect(store.listUsers());
  const readings: [number, string, number][] = [];
  for (const { id } of users) {
    for await (const { userId, timestamp, heartRate } of store.readings(id, ALL_TIME)) {
      readings.push([userId, timestamp.toISOString(), heartRate]);
    }
  }
  return { users, readings };
}

async function importReadings(store: Store, path: string, expected: number): Promise<void> {
  const target = await openImport(path, { format: 'auto' });
  let inserted = 0;
  for await (const member of target.members()) {
    if (!('blocks' in member)) throw new Error(`${member.name} is not of a known format`);
    inserted += (await ingestMember(store, member, {})).inserted;
  }
  target.close();
  assert.equal(inserted, expected);
}
