import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import pino from 'pino';
import { until } from '../../../harness/until.ts';
import { AlarmService } from '../../../src/api/alarms/alarm-service.ts';
import { ChangeLog, MAX_NAMED } from '../../../src/api/alarms/change-log.ts';
import { NotedChanges } from '../../../src/api/alarms/noted-changes.ts';
import { notingStore } from '../../../src/api/alarms/noting-store.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-alarm-service-'));
after(() => rmSync(root, { recursive: true, force: true }));

const RULE = {
  ...{ name: 'silent', severity: 'low' as const, whom: {}, enabled: true, since: 0, lateAfterMinutes: 10 },
  condition: { type: 'silence' as const, forMinutes: 10 },
};
const WINDOW = { from: 1, to: 2 };
const NOBODY_LEADS = { lease: undefined, stop: async () => {} };

async function open() {
  const stateDirectory = mkdtempSync(join(root, 'state-'));
  const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  /** Makes a service of a state that may fail. */
  const serve = (given: StateDatabase = state) => new AlarmService(given, store, pino({ level: 'silent' }), () => {});
  return { state, store, changes: new ChangeLog(state), serve, [Symbol.asyncDispose]: () => state.close() };
}

async function taken(changes: ChangeLog): Promise<number[]> {
  const noted = new NotedChanges(
    changes,
    { users: async function* () {}, idsOf: async (users) => users.map(Number) },
    { userIds: async () => [] },
  );
  return (await Array.fromAsync(noted.takeUp(0))).map(({ userId }) => userId);
}

describe('the writes of a service are noted', () => {
  test('also those that were under way when the first rule came', async () => {
    await using parts = await open();
    const service = parts.serve();
    await service.around({ users: [7], window: WINDOW, isAboutUsers: false }, async () => {
      await service.rules.create(RULE);
      await service.rulesChanged();
    });
    await service.rulesChanged();
    assert.deepEqual(await taken(parts.changes), [7]);
  });

  test('and those of a killed service are abandoned soon, also where the clock of the state was set back or ahead', async () => {
    await using parts = await open();
    const ownWrite = await parts.changes.begin({ users: [7], window: WINDOW, isAboutUsers: false });
    assert.deepEqual(await taken(parts.changes), []);
    for (const hours of [-5, 5]) {
      await parts.state.query('UPDATE state.changes SET alive_at = state.now_ms() + ?', [hours * 3_600_000]);
      assert.deepEqual(await taken(parts.changes), [7]);
      // One that lives says so.
      await parts.changes.renew();
      assert.deepEqual(await taken(parts.changes), []);
    }
    await parts.changes.end(ownWrite, [7]);
    assert.deepEqual(await taken(parts.changes), [7]);
  });

  test('when the state is there again, each once, and everybody when there were many', async () => {
    await using parts = await open();
    let isAway = false;
    const query: StateDatabase['query'] = (...given) =>
      isAway && given[0].includes('state.changes') ? Promise.reject(new Error('away')) : parts.state.query(...given);
    const transaction: StateDatabase['transaction'] = (...given) => parts.state.transaction(...given);
    const service = parts.serve({
      ...{ isShared: true, apart: parts.state, close: async () => {} },
      query,
      transaction,
    });
    await service.rules.create(RULE);
    await service.rulesChanged();
    const write = (user: number) =>
      service.around({ users: [user], window: WINDOW, isAboutUsers: false }, async () => {});
    isAway = true;
    for (const user of [1, 2, 3]) await write(user);
    isAway = false;
    await Promise.all([service.rulesChanged(), service.rulesChanged()]);
    assert.deepEqual(await taken(parts.changes), [1, 2, 3]);
    await parts.state.query('DELETE FROM state.changes');
    isAway = true;
    for (let user = 0; user < 3000; user += 1) await write(user);
    isAway = false;
    await service.rulesChanged();
    const noted = await parts.changes.list();
    assert.ok(noted.length <= 1001 && noted.some(({ users }) => users === 'all'));
  });

  test('and are over when the service was killed, at the latest when another one begins', async () => {
    await using parts = await open();
    await parts.changes.begin({ users: [7], window: WINDOW, isAboutUsers: false });
    assert.deepEqual(await taken(parts.changes), []);
    const service = parts.serve();
    await service.start(NOBODY_LEADS, async () => {});
    assert.deepEqual(await taken(parts.changes), [7]);
    await service.stop();
  });

  test('and taken for over when their service no longer says that it lives; once more when it does after all', async () => {
    await using parts = await open();
    const { changes, state } = parts;
    const note = await changes.begin({ users: [7], window: WINDOW, isAboutUsers: false });
    await state.query('UPDATE state.changes SET alive_at = alive_at - 60000');
    await changes.renew();
    assert.deepEqual(await taken(changes), []);
    await state.query('UPDATE state.changes SET alive_at = alive_at - 60000');
    assert.deepEqual(await taken(changes), [7]);
    const [abandoned] = await changes.list();
    await changes.end(note, [7]);
    await changes.forget([abandoned!]);
    assert.deepEqual(await taken(changes), [7]);
    await changes.forget(await changes.list());
    await changes.end(note, [7]);
    assert.deepEqual(await taken(changes), [7]);
  });

  test('of deleted users, while there are no rules too, and by the id of each', async () => {
    await using parts = await open();
    const service = parts.serve();
    const store = notingStore(parts.store, service);
    const ids = Array.from({ length: MAX_NAMED + 1 }, (_, at) => at + 1);
    await store.deleteUsers(ids);
    await until('the notes', async () => (await parts.changes.list()).every(({ isOver }) => isOver));
    assert.deepEqual(
      (await taken(parts.changes)).sort((one, other) => one - other),
      ids,
    );
  });
});
