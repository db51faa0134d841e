import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pino } from 'pino';
import { until } from '../../../harness/until.ts';
import { AlarmService } from '../../../src/api/alarms/alarm-service.ts';
import { ChangeLog } from '../../../src/api/alarms/change-log.ts';
import { notingStore } from '../../../src/api/alarms/noting-store.ts';
import { soleLeader } from '../../../src/api/state/leader.ts';
import { openSqliteState } from '../../../src/state/sqlite/open-sqlite-state.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-unnoted-'));
after(() => rmSync(directory, { recursive: true, force: true }));

test('writes while the state is away are noted when it is back, in bounded memory: too many as one of everybody', async () => {
  const state = openSqliteState(directory, { durable: false });
  let [isAway, asked] = [false, 0];
  const unsteady: StateDatabase = {
    ...{ isShared: true, apart: state, close: () => state.close() },
    query: (...given) => {
      asked += 1;
      return isAway ? Promise.reject(new Error('away')) : state.query(...given);
    },
    transaction: (...given) => state.transaction(...given),
  };
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const alarms = new AlarmService(unsteady, store, pino({ enabled: false }), () => {});
  await alarms.rules.create({
    ...{ name: 'silent', severity: 'low', whom: {}, enabled: true, since: 0, lateAfterMinutes: 10 },
    condition: { type: 'silence', forMinutes: 60 },
  });
  await alarms.rulesChanged();
  [isAway, asked] = [true, 0];
  for (let at = 1; at <= 500; at += 1) {
    const written = { users: [at], window: { from: at, to: at + 10 }, isAboutUsers: at === 300, isDeletion: false };
    assert.equal(await alarms.around(written, async () => 'written'), 'written');
  }
  // It may take long to fail.
  assert.equal(asked, 1);
  isAway = false;
  await alarms.rulesChanged();
  const noted = await new ChangeLog(state).list();
  assert.equal(noted.length, 100);
  assert.ok(noted.every(({ isOver }) => isOver));
  const ofEverybody = noted.filter(({ users }) => users === 'all');
  assert.deepEqual(
    ofEverybody.map(({ isAboutUsers }) => isAboutUsers),
    [true],
  );
  const named = noted.flatMap(({ users }) => (users === 'all' ? [] : users));
  assert.deepEqual(
    named.map(Number).sort((a, b) => a - b),
    Array.from({ length: 99 }, (_, at) => at + 1),
  );
  await state.close();
});

test('a deletion while the state is away erases what is known of the user when it is back, however many came after it', async () => {
  const state = openSqliteState(mkdtempSync(join(directory, 'deleted-')), { durable: false });
  let isAway = false;
  const unsteady: StateDatabase = {
    ...{ isShared: false, apart: state, close: () => state.close() },
    query: (...given) => (isAway ? Promise.reject(new Error('away')) : state.query(...given)),
    transaction: (...given) => state.transaction(...given),
  };
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const alarms = new AlarmService(unsteady, store, pino({ enabled: false }), () => {});
  const noting = notingStore(store, alarms);
  // Of one there is an alarm, of another one only an entry of the log.
  for (const [userId, kind] of [
    [7, 'raised'],
    [8, 'raised'],
    [8, 'retracted'],
    [9, 'raised'],
  ] as const) {
    const alarm = {
      ...{ id: `of ${userId}`, ruleId: 'r', userId, severity: 'low' as const, arrival: 'live' as const },
      ...{ from: 1, raisedAt: 2, until: null, peak: null, readings: 1 },
    };
    await alarms.store.apply([], [{ kind, alarm, ruleName: 'silent' }], 5);
  }
  for (const id of [7, 8, 9]) await store.putUser({ id });
  await alarms.rulesChanged();
  isAway = true;
  for (let at = 1; at <= 200; at += 1) {
    if (at === 150) await noting.deleteUsers([7, 8]);
    await alarms.around(
      { users: [9], window: { from: at, to: at }, isAboutUsers: false, isDeletion: true },
      async () => {},
    );
  }
  isAway = false;
  await alarms.start(await soleLeader(state), async () => {});
  const known = async () => (await state.query('SELECT user_id FROM state.alarm_events ORDER BY seq')).flat();
  await until('the erasure', async () => (await known()).join() === '0,0,0,9');
  assert.deepEqual(await alarms.store.userIds(0, 10), [9]);
  await alarms.stop();
  await state.close();
});
