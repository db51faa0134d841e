import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alarm } from '../../src/alarms/alarm.ts';
import { AlarmStore } from '../../src/api/alarms/alarm-store.ts';
import { AlarmLog } from '../../src/api/webhooks/alarm-log.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';
import type { StatePlace } from './state-place.ts';

const NOW = Date.UTC(2026, 10, 27);

/** What holds for the log of alarms, whoever writes it. */
export function alarmLogSuite(
  freshPlace: () => Promise<StatePlace>,
  open: (place: StatePlace) => Promise<StateDatabase>,
) {
  test('has its alarms numbered without a gap, also when many are raised at once by several services', async () => {
    const place = await freshPlace();
    const states = [await open(place), await open(place)];
    const raise = (userId: number) => {
      const alarm: Alarm = {
        ...{ id: `alarm ${userId}`, ruleId: 'rule', userId, severity: 'high', arrival: 'live', from: NOW },
        ...{ raisedAt: NOW, until: NOW, peak: 140, readings: 3 },
      };
      const changes = (['raised', 'resolved'] as const).map((kind) => ({ kind, alarm, ruleName: 'rule' }));
      return new AlarmStore(states[userId % 2]!).apply({ text: 'SELECT 1' }, changes, NOW);
    };
    const applied = await Promise.all(Array.from({ length: 20 }, (_, userId) => raise(userId)));
    assert.deepEqual(applied, Array(20).fill(true));
    const { events } = await new AlarmLog(states[0]!).after(0, 100);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      Array.from({ length: 40 }, (_, at) => at + 1),
    );
  });
}
