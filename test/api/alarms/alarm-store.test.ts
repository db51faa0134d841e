import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AlarmList } from '../../../src/api/alarms/alarm-list.ts';
import { AlarmStore } from '../../../src/api/alarms/alarm-store.ts';
import { RuleStore } from '../../../src/api/alarms/rule-store.ts';
import { openState } from '../../../src/state/open-state.ts';

const stateDirectory = mkdtempSync(join(tmpdir(), 'pulsebase-alarm-store-'));
after(() => rmSync(stateDirectory, { recursive: true, force: true }));

test('the log of alarms is forgotten when it is old, but for its last entry and what webhooks have not sent', async () => {
  const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
  const alarms = new AlarmStore(state);
  for (const seq of [1, 2, 3, 4, 5]) {
    await state.query(
      `INSERT INTO state.alarm_events (seq, alarm_id, rule_id, user_id, severity, kind, at, body, is_snoozed)
       VALUES (?, 'a', 'r', 1, 'low', 'raised', CASE WHEN ? = 4 THEN state.now_ms() ELSE 0 END, '{}', 0)`,
      [seq, seq],
    );
  }
  await state.query(
    `INSERT INTO state.webhooks (id, name, body, secrets, version, created_at, queued_up_to)
     VALUES ('w', 'w', '{}', '[]', 1, 0, 2)`,
  );
  await state.query(
    `INSERT INTO state.deliveries
       (webhook_id, seq, alarm_id, kind, state, attempts, queued_at, next_at, changed_at)
     VALUES ('w', 2, 'a', 'raised', 'waiting', 0, 0, 0, 0)`,
  );
  const left = async () => {
    assert.equal(await alarms.deleteOldEvents(), false);
    return (await state.query('SELECT seq FROM state.alarm_events ORDER BY seq')).flat();
  };
  assert.deepEqual(await left(), [2, 3, 4, 5]);
  await state.query("UPDATE state.deliveries SET state = 'delivered'");
  assert.deepEqual(await left(), [3, 4, 5]);
  await state.query('DELETE FROM state.webhooks');
  assert.deepEqual(await left(), [4, 5]);
  await state.close();
});

test('who has snoozed an alarm until an instant is told again when the clock on the wall says so, however it was set', async (context) => {
  const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
  const [alarms, list] = [new AlarmStore(state), new AlarmList(state)];
  const times = { from: 0, raisedAt: 0, until: null, peak: 150, readings: 1 };
  const person = { ruleId: 'r', userId: 7, severity: 'low', arrival: 'live' } as const;
  const raise = async (id: string, at: number) => {
    await alarms.apply([], [{ kind: 'raised', alarm: { id, ...person, ...times }, ruleName: 'r' }], at);
    const [event] = await state.query('SELECT is_snoozed FROM state.alarm_events WHERE alarm_id = ?', [id]);
    return Number(event?.[0]);
  };
  // The state counts on from the time at which it was opened.
  for (const hours of [5, -5]) {
    const [row] = await state.query('SELECT state.now_ms()');
    const now = Number(row?.[0]) + hours * 3_600_000;
    const first = `first ${hours}`;
    await raise(first, now);
    await list.snooze(first, 'somebody', now + 30 * 60_000);
    assert.equal(await raise(`soon ${hours}`, now + 29 * 60_000), 1);
    assert.equal(await raise(`later ${hours}`, now + 30 * 60_000), 0);
    context.mock.method(Date, 'now', () => now + 29 * 60_000);
    assert.equal((await list.get(first)).snoozedUntil, now + 30 * 60_000);
    context.mock.method(Date, 'now', () => now + 30 * 60_000);
    assert.equal((await list.get(first)).snoozedUntil, null);
    context.mock.restoreAll();
  }
  await state.close();
});

test('snoozes that are over are forgotten', async () => {
  const state = await openState(
    { stateUrl: 'sqlite:', stateDirectory: join(stateDirectory, 'snoozes') },
    { durable: false },
  );
  const alarms = new AlarmStore(state);
  await state.query(
    `INSERT INTO state.snoozes (rule_id, user_id, severity, until_ms, snoozed_at, snoozed_by)
     VALUES ('r', 1, 'low', 0, 0, ''), ('r', 2, 'low', state.now_ms() + 3600000, 0, ''), ('q', 2, 'low', 0, 0, '')`,
  );
  assert.equal(await alarms.deleteOldSnoozes(), false);
  assert.deepEqual(await state.query('SELECT rule_id, user_id FROM state.snoozes'), [['r', 2]]);
  await state.close();
});

test('there are no more rules than can be looked at each second', async () => {
  const state = await openState(
    { stateUrl: 'sqlite:', stateDirectory: join(stateDirectory, 'rules') },
    { durable: false },
  );
  const rules = new RuleStore(state);
  const rule = { severity: 'low', whom: {}, enabled: false, since: 0, lateAfterMinutes: 10 } as const;
  const create = (name: string) => rules.create({ ...rule, name, condition: { type: 'silence', forMinutes: 1 } });
  for (let at = 0; at < 1000; at += 1) await create(`rule ${at}`);
  await assert.rejects(create('one more'), { code: 'INVALID_ARGUMENT', message: /there may be 1000 rules/ });
  await state.close();
});
