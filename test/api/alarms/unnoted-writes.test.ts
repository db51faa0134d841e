import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pino } from 'pino';
import { AlarmService } from '../../../src/api/alarms/alarm-service.ts';
import { ChangeLog } from '../../../src/api/alarms/change-log.ts';
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
