import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../harness/postgres-server.ts';
import type { Rule } from '../../../src/alarms/rule.ts';
import { AlarmList } from '../../../src/api/alarms/alarm-list.ts';
import { AlarmStore } from '../../../src/api/alarms/alarm-store.ts';
import { ChangeLog } from '../../../src/api/alarms/change-log.ts';
import { RuleStore } from '../../../src/api/alarms/rule-store.ts';
import { soleLeader } from '../../../src/api/state/leader.ts';
import { openState } from '../../../src/state/open-state.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const RULE: Rule = {
  ...{ name: 'silent', severity: 'low', whom: {}, enabled: true, since: 0, lateAfterMinutes: 10 },
  condition: { type: 'silence', forMinutes: 10 },
};

test('where others write at the same time, entries of the log are numbered one by one, and none is of a changed rule', async () => {
  const state = await openState(
    { stateUrl: await server.createDatabase(), stateDirectory: '/nowhere' },
    { durable: false },
  );
  await soleLeader(state);
  const alarms = new AlarmStore(state);
  const rules = new RuleStore(state);
  const { id: ruleId, version } = await rules.create(RULE);
  const isUnchanged = {
    text: 'SELECT 1 FROM state.rules WHERE id = ? AND version = ? FOR SHARE',
    values: [ruleId, version],
  };
  const raise = (userId: number) => {
    const alarm = {
      ...{ id: `alarm ${userId}`, ruleId, userId, severity: 'low' as const, arrival: 'live' as const },
      ...{ from: 1, raisedAt: 2, until: null, peak: null, readings: 1 },
    };
    return alarms.apply([isUnchanged], [{ kind: 'raised', alarm, ruleName: 'silent' }], 5);
  };
  const users = Array.from({ length: 20 }, (_, at) => at + 1);
  const done = await Promise.all(users.map(raise));
  assert.ok(done.every((isDone) => isDone));
  const numbers = await state.query('SELECT seq FROM state.alarm_events ORDER BY seq');
  assert.deepEqual(
    numbers.map(([seq]) => Number(seq)),
    users,
  );
  assert.deepEqual(await alarms.userIds(5, 3), [6, 7, 8]);
  assert.deepEqual((await new AlarmList(state).standing()).low.unseen, 20);

  const [retracted] = await Promise.all([alarms.retractAll({ id: ruleId, name: 'silent' }, 6), raise(30), raise(31)]);
  assert.ok(retracted >= 20);
  await rules.beginNotBefore(1000);
  assert.equal(await raise(40), false);
  assert.equal(await alarms.deleteOldEvents(), false);
  // The last entry stays, of whichever user that is.
  const lastOfLog = (await state.query('SELECT user_id FROM state.alarm_events')).flat().map(Number);
  assert.equal(lastOfLog.length, 1);

  const changes = new ChangeLog(state);
  const note = await changes.begin({ users: [1], window: { from: 1, to: 2 }, isAboutUsers: false });
  await changes.renew();
  assert.deepEqual(
    (await changes.list()).map(({ isOver, isAbandoned }) => [isOver, isAbandoned]),
    [[false, false]],
  );
  await changes.end(note, [1]);
  assert.ok((await changes.oldestMs()) >= 0);
  await changes.forget(await changes.list());
  assert.deepEqual(await changes.list(), []);
  await rules.delete(ruleId);
  await alarms.ofGoneRules();
  await state.query(
    `INSERT INTO state.snoozes (rule_id, user_id, severity, until_ms, snoozed_at, snoozed_by)
     VALUES ('r', 1, 'low', 0, 0, ''), ('r', 2, 'low', state.now_ms() + 3600000, 0, ''), ('q', 2, 'low', 0, 0, '')`,
  );
  assert.equal(await alarms.deleteOldSnoozes(), false);
  assert.deepEqual(await state.query('SELECT rule_id, user_id FROM state.snoozes'), [['r', 2]]);
  assert.deepEqual(await alarms.userIds(1000, 2), []);
  // Of the users who were raised beside the retraction one is the last of the log; the other may have come behind it, too.
  const known = await alarms.userIds(0, 3);
  assert.deepEqual(known, [2, ...[30, 31].filter((id) => known.includes(id))]);
  assert.ok(known.includes(lastOfLog[0]!));
  await state.close();
});
