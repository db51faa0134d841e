import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { until } from '../../harness/until.ts';
import type { Alarm } from '../../src/alarms/alarm.ts';
import type { Rule } from '../../src/alarms/rule.ts';
import { AlarmStore } from '../../src/api/alarms/alarm-store.ts';
import { RuleStore } from '../../src/api/alarms/rule-store.ts';
import { LEADS, leadsValues } from '../../src/api/state/leader.ts';
import { AlarmLog } from '../../src/api/webhooks/alarm-log.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';
import type { StatePlace } from './state-place.ts';

const NOW = Date.UTC(2026, 10, 27);

function alarmOf(userId: number): Alarm {
  return {
    ...{ id: `alarm ${userId}`, ruleId: 'rule', userId, severity: 'high', arrival: 'live', from: NOW },
    ...{ raisedAt: NOW, until: NOW, peak: 140, readings: 3 },
  };
}

/** What holds for alarms and rules, whoever writes them. */
export function alarmsSuite(
  freshPlace: () => Promise<StatePlace>,
  open: (place: StatePlace) => Promise<StateDatabase>,
) {
  test('has its alarms numbered without a gap, also when many are raised at once by several services', async () => {
    const place = await freshPlace();
    const states = [await open(place), await open(place)];
    const raise = (userId: number) => {
      const alarm = alarmOf(userId);
      const changes = (['raised', 'resolved'] as const).map((kind) => ({ kind, alarm, ruleName: 'rule' }));
      return new AlarmStore(states[userId % 2]!).apply([], changes, NOW);
    };
    const applied = await Promise.all(Array.from({ length: 20 }, (_, userId) => raise(userId)));
    assert.deepEqual(applied, Array(20).fill(true));
    const { events } = await new AlarmLog(states[0]!).after(0, 100);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      Array.from({ length: 40 }, (_, at) => at + 1),
    );
  });

  test('has the leader renew its lease, however many alarms it raises at the same time', async () => {
    const state = await open(await freshPlace());
    await state.query(
      `INSERT INTO state.leases (name, term, service, expires_at) VALUES ('leader', 1, 'a', state.now_ms() + 600000)`,
    );
    const lease = { term: 1, signal: new AbortController().signal };
    const guard = { text: `SELECT 1 WHERE ${LEADS}`, values: leadsValues(lease) };
    const store = new AlarmStore(state);
    let [raised, isOver] = [0, false];
    const raising = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        raised += 1;
        const change = { kind: 'raised' as const, alarm: alarmOf(raised), ruleName: 'rule' };
        assert.equal(await store.apply([guard], [change], NOW), true);
        await setImmediate();
      }
    });
    const renewals = async () => {
      for (let at = 0; at < 5; at += 1) {
        const before = raised;
        await until('alarms', () => raised > before + 10);
        await state.apart.query(`UPDATE state.leases SET expires_at = expires_at + 1 WHERE name = 'leader'`);
      }
    };
    await renewals().finally(() => {
      isOver = true;
    });
    await Promise.all(raising);
  });

  test('has one rule when the statement that makes it is carried out twice', async () => {
    const state = await open(await freshPlace());
    const query: StateDatabase['query'] = async (text, values) => {
      if (text.startsWith('INSERT')) await state.query(text, values);
      return state.query(text, values);
    };
    const rules = new RuleStore({
      ...state,
      isShared: true,
      query,
      transaction: state.transaction,
      close: state.close,
    });
    const rule: Rule = {
      ...{ name: 'a rule', severity: 'high', whom: {}, enabled: true, since: 0, lateAfterMinutes: 60 },
      condition: { type: 'silence', forMinutes: 60 },
    };
    const { id, version } = await rules.create(rule);
    assert.deepEqual([(await rules.list()).map((each) => each.id), version], [[id], 1]);
    await assert.rejects(rules.create(rule), { code: 'INVALID_ARGUMENT', message: /choose another/ });
  });
}
