import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import { AlarmStore } from '../../../src/api/alarms/alarm-store.ts';
import { openEvaluation, RULE, settled, storedEpisodes } from './open-evaluation.ts';

describe('the alarms of a service', () => {
  test('of silence follow a clock that is set, and none is lost or raised twice', async () => {
    const at = Date.UTC(2023, 3, 5, 7);
    let now = at;
    const parts = await openEvaluation(() => now);
    const { state, store, rules, changes } = parts;
    for (const userId of [1, 2]) await store.ingest([{ userId, timestamp: new Date(at), heartRate: 60 }]);
    const rule = await rules.create({ ...RULE, name: 'silent', condition: { type: 'silence', forMinutes: 10 } });
    const running = parts.start();
    await settled(parts);
    const goingOn = async (userId: number) => (await storedEpisodes(state, rule, userId)).length;
    const both = (count: number) => async () => (await goingOn(1)) === count && (await goingOn(2)) === count;
    now = at + 5 * 3_600_000;
    await until('the alarms of a clock that is hours ahead', both(1));
    now = at + 2 * 60_000;
    await until('the clock to be right again', both(0));
    // A late reading has somebody evaluated in between.
    const window = { from: at - 60_000, to: at - 60_000 };
    const change = await changes.begin({ users: [1], window, isAboutUsers: false });
    await store.ingest([{ userId: 1, timestamp: new Date(window.from), heartRate: 60 }]);
    await changes.end(change, [1]);
    await settled(parts);
    assert.ok(await both(0)());
    now = at + 10 * 60_000 + 1;
    await until('the alarms', both(1));
    // Silent they were either way.
    now = at - 5 * 3_600_000;
    await until('the clock to be set back for hours', both(0));
    now = at + 20 * 60_000;
    await until('the alarms once more', both(1));
    const kinds = await state.query('SELECT user_id, kind FROM state.alarm_events ORDER BY seq');
    for (const userId of [1, 2]) {
      const own = kinds.filter(([id]) => Number(id) === userId).map(([, kind]) => kind);
      assert.deepEqual(own, ['raised', 'retracted', 'raised', 'retracted', 'raised']);
    }
    await running.stop();
    await state.close();
  });

  test('are live by the clock on the wall, whatever the clock of the state says', async () => {
    // The service began with a clock that was hours behind, or ahead.
    for (const hours of [5, -5]) {
      let now = 0;
      const parts = await openEvaluation(() => now);
      const { state, store, rules, changes } = parts;
      const [row] = await state.query('SELECT state.now_ms()');
      now = Number(row?.[0]) + hours * 3_600_000;
      const condition = { type: 'sustained', direction: 'above', limit: 120, forMinutes: 0 } as const;
      const rule = await rules.create({
        ...{ ...RULE, name: 'fast' },
        condition: { ...condition, minReadings: 1, maxGapMinutes: 1 },
      });
      const running = parts.start();
      await settled(parts);
      const times = { 1: now - 1000, 2: now - 11 * 60_000 };
      const change = await changes.begin({
        ...{ users: [1, 2], window: { from: times[2], to: times[1] }, isAboutUsers: false },
      });
      for (const userId of [1, 2] as const) {
        await store.ingest([{ userId, timestamp: new Date(times[userId]), heartRate: 150 }]);
      }
      await changes.end(change, [1, 2]);
      await settled(parts);
      const arrivalOf = async (userId: number) =>
        (await new AlarmStore(state).ofUser(userId, 0)).get(rule.id)?.map(({ arrival }) => arrival);
      assert.deepEqual([await arrivalOf(1), await arrivalOf(2)], [['live'], ['retrospective']]);
      await running.stop();
      await state.close();
    }
  });
});
