import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import type { Difference } from '../../../../src/engine/verify-report.ts';
import { openStore, type Store } from '../../../../src/index.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const HOUR = Date.UTC(2023, 4, 31, 23);
const DAY = Date.UTC(2023, 4, 31);
const MONTH = Date.UTC(2023, 4, 1);
/** Three users, a reading every 20 minutes around the end of May; user 3 also has a day too full for its row. */
const ROWS = [
  ...[1, 2, 3].flatMap((userId) =>
    Array.from({ length: 200 }, (_, at) => ({
      userId,
      timestamp: new Date(DAY + at * 1_200_000),
      heartRate: 60 + userId,
    })),
  ),
  ...Array.from({ length: 900 }, (_, at) => ({ userId: 3, timestamp: new Date(MONTH + at * 90_000), heartRate: 90 })),
];

let databases = 0;

async function filledStore(): Promise<{ store: Store; execute: (text: string) => Promise<unknown[][]> }> {
  databases += 1;
  const name = `verify_${databases}`;
  const store = await openStore(await server.createDatabase(name));
  await store.ingest(ROWS, { unknownUsers: 'create' });
  assert.equal((await store.verify()).ok, true);
  return { store, execute: (text) => server.execute(text, name) };
}

/** What is wrong is named, repaired once, and then right. */
async function checkRepair(
  store: Store,
  expected: readonly Difference[],
  problems: readonly RegExp[] = [],
): Promise<void> {
  const report = await store.verify();
  assert.equal(report.ok, false);
  assert.equal(report.differing, expected.length);
  assert.deepEqual(report.differences, expected);
  assert.equal(report.problems.length, problems.length);
  for (const [at, problem] of problems.entries()) assert.match(report.problems[at]!, problem);
  const repaired = await store.repair();
  assert.ok(repaired.differences.length > 0 || repaired.problems.length > 0);
  const { ok, differing, problems: left } = await store.verify();
  assert.deepEqual([ok, differing, left], [true, 0, []]);
}

test('a reading written by hand is missing in its hour alone: that is the level above it', async () => {
  const { store, execute } = await filledStore();
  await execute(`INSERT INTO heart_rates VALUES (1, '2023-05-31 23:59:59.999+00', 200)`);
  const three = { count: 3, sum: 183_000, min: 61_000, max: 61_000 };
  const four = { count: 4, sum: 383_000, min: 61_000, max: 200_000 };
  await checkRepair(store, [{ level: 'hour', userId: 1, start: new Date(HOUR), expected: four, actual: three }]);
  // The repair went up to the month.
  for await (const { count, max } of store.averages(
    1,
    { from: '2023-05-01', to: '2023-05-31T23:59:59.999Z' },
    'month',
  )) {
    assert.deepEqual([count, max], [73, 200]);
  }
  await store.close();
});

test('pages that are gone, needless or wrong are named, at each level', async () => {
  const { store, execute } = await filledStore();
  const day = DAY / 86_400_000;
  await execute(`DELETE FROM month_rollups WHERE user_id = 2`);
  await execute(`UPDATE day_rollups SET maxs[31] = 1 WHERE user_id = 1 AND month = 640`);
  const [may, june] = [
    { count: 72, sum: 72 * 62_000, min: 62_000, max: 62_000 },
    { count: 128, sum: 128 * 62_000, min: 62_000, max: 62_000 },
  ];
  const none = { count: 0, sum: 0, min: 0, max: 0 };
  const dayOfUser = { count: 72, sum: 72 * 61_000, min: 61_000, max: 61_000 };
  await checkRepair(store, [
    { level: 'day', userId: 1, start: new Date(DAY), expected: dayOfUser, actual: { ...dayOfUser, max: 1 } },
    { level: 'month', userId: 2, start: new Date(MONTH), expected: may, actual: none },
    { level: 'month', userId: 2, start: new Date('2023-06-01'), expected: june, actual: none },
  ]);
  // A row that no reading stands behind.
  await execute(`INSERT INTO hour_rollups SELECT 2, ${day - 5}, filled, min, max, peak, counts, sums, mins, maxs, moments, moment_sums
    FROM hour_rollups WHERE user_id = 2 AND day = ${day}`);
  const report = await store.verify();
  assert.equal(report.differing, 24 + 1);
  assert.ok(report.differences.every(({ userId }) => userId === 2));
  await store.repair();
  assert.equal((await store.verify()).ok, true);
  await store.close();
});

test('what only speeds answers up is compared as well', async () => {
  const { store, execute } = await filledStore();
  await execute(`UPDATE hour_rollups SET peak = 1 WHERE user_id = 1 AND day = ${DAY / 86_400_000}`);
  // The month's row has what the day should have had.
  await checkRepair(store, [], [/hour_rollups of user 1, day 19508/, /day_rollups of user 1, month 640/]);
  await execute('UPDATE day_rollups SET peaks[31] = 1 WHERE user_id = 1 AND month = 640');
  await checkRepair(store, [], [/day_rollups of user 1, month 640/]);
  await execute(`UPDATE hour_rollups SET moment_sums[2] = 1 WHERE user_id = 2 AND day = ${DAY / 86_400_000}`);
  await checkRepair(store, [], [/hour_rollups of user 2, day 19508/]);
  // The day that is too full has no moments; with some it would be answered from them.
  await execute(`UPDATE hour_rollups SET moments = '{1}', moment_sums = '{0,1}' WHERE user_id = 3 AND moments IS NULL`);
  await checkRepair(store, [], [/hour_rollups of user 3, day 19478/]);
  await store.close();
});

test('readings of nobody are a problem that is named', async () => {
  const { store, execute } = await filledStore();
  await execute('DELETE FROM users WHERE id = 2');
  const { ok, problems } = await store.verify();
  assert.equal(ok, false);
  assert.deepEqual(problems, ['readings of user 2 remain, though there is no such user; put the user and delete it']);
  await store.putUser({ id: 2 });
  assert.deepEqual(await store.deleteUsers([2]), { users: 1, readings: 200 });
  assert.equal((await store.verify()).ok, true);
  await store.close();
});

test('a check can be stopped, and reports its progress', async () => {
  const { store } = await filledStore();
  const progress: number[] = [];
  await store.verify({ onProgress: (done) => progress.push(done) });
  assert.equal(progress.at(-1), 1);
  assert.deepEqual(
    progress,
    progress.toSorted((a, b) => a - b),
  );
  await assert.rejects(store.verify({ signal: AbortSignal.abort() }), { code: 'ABORTED' });
  await store.close();
});
