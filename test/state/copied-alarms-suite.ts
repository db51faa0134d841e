import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Alarm } from '../../src/alarms/alarm.ts';
import { AlarmList } from '../../src/api/alarms/alarm-list.ts';
import { AlarmStore } from '../../src/api/alarms/alarm-store.ts';
import { ChangeLog } from '../../src/api/alarms/change-log.ts';
import { RuleStore } from '../../src/api/alarms/rule-store.ts';
import { soleLeader } from '../../src/api/state/leader.ts';
import { AlarmLog } from '../../src/api/webhooks/alarm-log.ts';
import { DeliveryQueue } from '../../src/api/webhooks/delivery-queue.ts';
import { WebhookStore } from '../../src/api/webhooks/webhook-store.ts';
import { copyState } from '../../src/state/copy-state.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';
import type { StatePlace } from './state-place.ts';

interface States {
  freshPlace(): Promise<StatePlace>;
  open(place: StatePlace): Promise<StateDatabase>;
  fresh(): Promise<StateDatabase>;
  /** A state in a file. */
  file(): StateDatabase;
}

const NOW = Date.UTC(2026, 10, 27);

/** All that a state knows of alarms. */
async function alarmsOf(state: StateDatabase) {
  const webhooks = await new WebhookStore(state).list();
  const queue = new DeliveryQueue(state);
  return {
    rules: await new RuleStore(state).list(),
    alarms: await new AlarmList(state).page({}, undefined, 1000),
    events: (await new AlarmLog(state).after(0, 1000)).events,
    // Their age goes on meanwhile.
    changes: (await new ChangeLog(state).list()).map(({ ageMs: _, ...change }) => change),
    webhooks,
    deliveries: await Promise.all(
      webhooks.map(({ webhook }) => queue.list(webhook.id, { before: Number.MAX_SAFE_INTEGER, limit: 1000 })),
    ),
  };
}

/** Fills a state with alarms of some users, and a little of all that goes with them. */
async function raise(state: StateDatabase, ids: readonly string[]): Promise<void> {
  const rule = await new RuleStore(state).create({
    name: `rule of ${ids[0]}`,
    severity: 'high',
    whom: {},
    enabled: true,
    lateAfterMinutes: 60,
    since: 0,
    condition: { type: 'silence', forMinutes: 90 },
  });
  const alarms = ids.map(
    (id, at): Alarm => ({
      ...{ id, ruleId: rule.id, userId: at + 1, severity: 'high', arrival: 'live', from: NOW, raisedAt: NOW },
      ...{ until: at % 2 === 0 ? null : NOW + 60_000, peak: 140.5, readings: 3 },
    }),
  );
  const store = new AlarmStore(state);
  const changes = alarms.map((alarm) => ({ kind: 'raised' as const, alarm, ruleName: rule.name }));
  await store.apply([], changes, NOW);
  const list = new AlarmList(state);
  await list.acknowledge(ids[0]!, 'anna');
  await list.close(ids[0]!, 'anna', 'a "note"');
  await list.snooze(ids[0]!, 'anna', NOW + 1e12);
  await new ChangeLog(state).begin({ users: [7, 'text'], window: { from: 0, to: NOW }, isAboutUsers: false });
  const { webhook } = await new WebhookStore(state).create({
    ...{ name: `webhook of ${ids[0]}`, url: 'https://example.org/', snoozed: false, fields: [] },
  });
  const { events } = await new AlarmLog(state).after(0, 10);
  await new DeliveryQueue(state).addAgain(webhook.id, events);
}

/** What holds for the alarms of a state that is copied. */
export function copiedAlarmsSuite({ freshPlace, open, fresh, file }: States): void {
  describe('alarms, their log, rules and webhooks', () => {
    const many = Array.from({ length: 70 }, (_, at) => `alarm ${at}`);
    const nothing = { rules: 0, alarms: 0, webhooks: 0, alarmsLeftOut: false };
    const copied = async (source: StateDatabase, target: StateDatabase) => {
      const { rules, alarms, webhooks, alarmsLeftOut } = await copyState(source, target);
      return { rules, alarms, webhooks, alarmsLeftOut };
    };

    test('are copied to a file and back as they are', async () => {
      const [source, middle, back] = [await fresh(), file(), await fresh()];
      await raise(source, many);
      const whole = { rules: 1, alarms: 70, webhooks: 1, alarmsLeftOut: false };
      assert.deepEqual([await copied(source, middle), await copied(middle, back)], [whole, whole]);
      const wanted = await alarmsOf(source);
      assert.deepEqual([wanted.events.length, wanted.deliveries[0]?.length, wanted.changes.length], [70, 10, 1]);
      for (const copy of [middle, back]) assert.deepEqual(await alarmsOf(copy), wanted);
    });

    test('follow the source while no service has worked with the copy, also after one that broke off', async () => {
      const [source, target] = [await fresh(), await fresh()];
      // Somebody has tried the target before.
      await soleLeader(target);
      await raise(source, many);
      let pages = 0;
      const breaking: StateDatabase = {
        ...{ isShared: false, apart: target, close: () => target.close() },
        query: (...given) => target.query(...given),
        transaction: (statements) => {
          pages += statements.length > 1 ? 1 : 0;
          return pages > 1 ? Promise.reject(new Error('broke off')) : target.transaction(statements);
        },
      };
      await assert.rejects(copyState(source, breaking), { message: 'broke off' });
      assert.notDeepEqual(await alarmsOf(target), await alarmsOf(source));
      await copied(source, target);
      assert.deepEqual(await alarmsOf(target), await alarmsOf(source));

      const [rule] = await new RuleStore(source).list();
      await new AlarmStore(source).retractAll(rule!, NOW);
      await new RuleStore(source).delete(rule!.id);
      await raise(source, ['later']);
      await copied(source, target);
      assert.deepEqual(await alarmsOf(target), await alarmsOf(source));

      await soleLeader(target);
      await new AlarmStore(target).deleteUsers([1]);
      const own = await alarmsOf(target);
      assert.deepEqual(await copied(source, target), { ...nothing, alarmsLeftOut: true });
      assert.deepEqual(await alarmsOf(target), own);
    });

    test('stay where the target has its own, but for writes that nobody has evaluated', async () => {
      const [source, target, empty] = [await fresh(), await fresh(), await fresh()];
      await raise(target, ['its own']);
      const { changes, ...own } = await alarmsOf(target);
      assert.deepEqual(await copied(empty, target), nothing);
      await raise(source, many);
      assert.deepEqual(await copied(source, target), { ...nothing, alarmsLeftOut: true });
      const { changes: noted, ...kept } = await alarmsOf(target);
      assert.deepEqual([kept, noted.length], [own, changes.length + 1]);
    });

    test('are not lost when a state is copied to itself', async () => {
      const [source, place] = [await fresh(), await freshPlace()];
      const [one, other] = [await open(place), await open(place)];
      await raise(source, many);
      await copied(source, one);
      await assert.rejects(copyState(one, other), { code: 'INVALID_ARGUMENT' });
      assert.deepEqual(await alarmsOf(one), await alarmsOf(source));
    });
  });
}
