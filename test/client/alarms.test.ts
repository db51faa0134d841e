import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import type { Alarm } from '../../src/client/alarms.ts';
import { connectAlarms } from '../../src/client/connect-alarms.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { inject, readingsCsv } from '../api/inject.ts';
import { startReceiver } from '../api/webhooks/receiver.ts';
import { asJson } from './as-json.ts';
import { failsWith } from './fails-with.ts';

const { service, store, send } = await inject({ webhookPrivateNetworks: 'true' });
const url = await service.listen();
const alarms = await connectAlarms(url, { apiKey: service.adminKey });
const receiver = await startReceiver();
after(async () => {
  await receiver.close();
  await service.remove();
});

const START = Date.parse('2023-04-05T07:00:00Z');
const at = (minute: number) => new Date(START + minute * 60_000);
const RULE = {
  name: 'Fast',
  severity: 'high',
  since: new Date('2023-01-01'),
  condition: { type: 'sustained', direction: 'above', limit: 100, forMinutes: 0, minReadings: 1, maxGapMinutes: 5 },
} as const;
/** More than a page of the service. */
const EPISODES = 501;

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(rows);
}

/** What the service answers over HTTP. */
async function answer(path: string): Promise<unknown> {
  return JSON.parse((await send('GET', path)).body);
}

describe('the client of alarms', () => {
  before(async () => {
    await store.putUser({ id: 7, externalId: 'P-7' });
    const rows = Array.from({ length: 2 * EPISODES }, (_, minute): [number, string, number] => {
      return [7, at(minute).toISOString(), minute % 2 === 0 ? 120 : 80];
    });
    const written = await send('POST', '/v1/readings', readingsCsv(rows), { 'content-type': 'text/csv' });
    assert.equal(written.statusCode, 200);
  });

  test('tries, adds, reads, replaces and deletes rules', async () => {
    const trial = await alarms.tryRule(RULE, { from: '2023-04-05', to: '2023-04-06' });
    assert.deepEqual([trial.alarms, trial.days], [EPISODES, [{ day: '2023-04-05', alarms: EPISODES }]]);
    assert.deepEqual(trial.mostAlarmed[0]?.longest.from, at(0));
    assert.deepEqual(trial.episodes, []);
    const { userId, alarms: found, longest } = trial.mostAlarmed[0]!;
    const { episodes } = await alarms.tryRule(RULE, { from: '2023-04-05', to: '2023-04-06', userId });
    assert.deepEqual([episodes.length, episodes.some((episode) => +episode.from === +longest.from)], [found, true]);
    const rule = await alarms.createRule({ ...RULE, whom: { users: ['P-7'] } });
    assert.deepEqual([rule.since, rule.whom], [RULE.since, { userIds: [7] }]);
    assert.deepEqual(asJson(await alarms.getRule('Fast')), await answer(`/v1/rules/${rule.id}`));
    const { version } = await alarms.replaceRule('Fast', { ...RULE, name: 'Fast / 100 %' });
    assert.equal(version, 2);
    assert.deepEqual(
      (await alarms.listRules()).map(({ name }) => name),
      ['Fast / 100 %'],
    );
    await until('its alarms', async () => (await all(alarms.listAlarms())).length === EPISODES);
    assert.equal(await alarms.deleteRule('Fast / 100 %'), EPISODES);
    await assert.rejects(alarms.getRule('Fast / 100 %'), failsWith('RULE_NOT_FOUND', 'rule'));
  });

  test('lists alarms over pages, watches, deals with, verifies and repairs them', async () => {
    const stop = new AbortController();
    const events = alarms.watchAlarms({ after: 0, severities: ['high'], signal: stop.signal });
    const { id } = await alarms.createRule(RULE);
    const seen: string[] = [];
    for await (const { type, data } of events) {
      if (type === 'alarm.raised' && data.ruleId === id) seen.push(data.alarmId);
      if (seen.length === EPISODES) stop.abort();
    }
    const listed = await all(alarms.listAlarms({ ruleId: id, severity: ['high'], state: ['active'] }));
    assert.deepEqual(listed.map((alarm) => alarm.id).sort(), seen.sort());
    assert.deepEqual(
      listed.map(({ from }) => from),
      listed.map((_, at_) => at(2 * (EPISODES - 1 - at_))),
    );
    assert.equal((await all(alarms.listAlarms({ ruleId: 'Fast' }))).length, EPISODES);
    await assert.rejects(all(alarms.listAlarms({ ruleId: 'Slow' })), failsWith('RULE_NOT_FOUND', 'rule'));
    await assert.rejects(all(alarms.watchAlarms({ ruleIds: ['Slow'] })), failsWith('RULE_NOT_FOUND', 'rule'));
    const [newest] = await all(alarms.listAlarms({ from: at(2 * EPISODES - 2), to: at(2 * EPISODES) }));
    assert.deepEqual(newest, listed[0]);
    const same = async (alarm: Alarm) =>
      assert.deepEqual(asJson(alarm), await answer(`/v1/alarms/${alarm.id}`)) ?? alarm;
    const { id: alarmId } = listed[0]!;
    assert.equal((await same(await alarms.acknowledgeAlarm(alarmId))).state, 'acknowledged');
    const later = new Date('2099-01-01');
    assert.deepEqual((await same(await alarms.snoozeAlarm(alarmId, later))).snoozedUntil, later);
    const closed = await same(await alarms.closeAlarm(alarmId, 'well'));
    assert.ok(closed.state === 'closed' && closed.note === 'well' && closed.closedAt instanceof Date);
    assert.deepEqual(await same(await alarms.getAlarm(alarmId)), closed);

    const progress: number[] = [];
    const report = await alarms.verifyAlarms({ onProgress: (done) => void progress.push(done) });
    assert.deepEqual([report.ok, report.alarms, report.differences], [true, EPISODES, []]);
    assert.equal(progress.at(-1), 1);
    // Round the service.
    await store.deleteReadings({ userIds: [7], from: at(0), to: at(0) });
    const { differences } = await alarms.repairAlarms();
    assert.deepEqual(
      differences.map(({ kind, expected, actual }) => [kind, expected, actual?.from]),
      [['unexpected', null, at(0)]],
    );
    assert.equal((await all(alarms.listAlarms())).length, EPISODES - 1);
    await alarms.deleteRule(id);
  });

  test('makes, changes, tests and deletes webhooks, and tells of their deliveries', async () => {
    const { webhook, secret } = await alarms.createWebhook({ name: 'pager', url: receiver.url, fields: ['userId'] });
    receiver.secrets.push(secret);
    const { id } = webhook;
    assert.ok(webhook.enabled && webhook.createdAt instanceof Date && webhook.offSince === null);
    assert.equal((await alarms.testWebhook(id)).delivered, true);
    const begin = new Date();
    await alarms.createRule({ ...RULE, since: at(2 * EPISODES - 2) });
    const delivered = await until('the deliveries', async () => {
      const rows = await all(alarms.listDeliveries(id, { state: 'delivered' }));
      return rows.length === 2 && rows;
    });
    assert.deepEqual(asJson(delivered), ((await answer(`/v1/webhooks/${id}/deliveries`)) as Deliveries).deliveries);
    assert.equal(await alarms.redeliverWebhook(id, { from: begin, to: '2100-01-01' }), 2);
    const [rule] = await alarms.listRules();
    assert.deepEqual((await alarms.changeWebhook(id, { ruleIds: ['Fast'] })).ruleIds, [rule!.id]);
    assert.deepEqual((await alarms.changeWebhook(id, { fields: [] })).ruleIds, [rule!.id]);
    const nobody = { name: 'nobody', url: receiver.url, ruleIds: [rule!.id, 'Slow'] };
    await assert.rejects(alarms.createWebhook(nobody), failsWith('RULE_NOT_FOUND', 'rule'));
    await assert.rejects(alarms.changeWebhook(id, { ruleIds: ['Slow'] }), failsWith('RULE_NOT_FOUND', 'rule'));
    assert.equal((await alarms.changeWebhook(id, { ruleIds: null })).ruleIds, null);
    const off = await alarms.changeWebhook(id, { name: 'second', enabled: false });
    assert.ok(off.offSince instanceof Date);
    assert.deepEqual(asJson(await alarms.getWebhook(id)), await answer(`/v1/webhooks/${id}`));
    assert.deepEqual(await alarms.listWebhooks(), [off]);
    const rotated = await alarms.rotateWebhook(id, 1);
    assert.ok(rotated.secret !== secret && rotated.webhook.oldSecretUntil instanceof Date);
    assert.equal((await alarms.rotateWebhook(id, 0)).webhook.oldSecretUntil, null);
    assert.equal(typeof (await alarms.deleteWebhook(id)), 'number');
    await assert.rejects(alarms.getWebhook(id), failsWith('NOT_FOUND', 'webhookId'));
    await alarms.deleteRule('Fast');
  });

  test('takes nothing for anything else, and throws nothing but its errors', async () => {
    const wrong = (...values: unknown[]) => values as never[];
    // Written as a path, these would lead elsewhere.
    for (const name of wrong('', '.', '..', '\ud800', undefined, 7)) {
      await assert.rejects(alarms.deleteRule(name), failsWith('INVALID_ARGUMENT', 'rule'));
      await assert.rejects(alarms.closeAlarm(name), failsWith('INVALID_ARGUMENT', 'alarmId'));
      await assert.rejects(alarms.deleteWebhook(name), failsWith('INVALID_ARGUMENT', 'webhookId'));
    }
    for (const [filter, field] of [
      [{ person: 7 }, 'person'],
      [{ user: {} }, 'user'],
      [{ severity: [] }, 'severity'],
      [{ severity: ['urgent'] }, 'severity'],
      [{ userId: {} }, 'userId'],
      [{ from: 'yesterday' }, 'from'],
      [null, 'filter'],
    ] as const) {
      await assert.rejects(all(alarms.listAlarms(filter as never)), failsWith('INVALID_ARGUMENT', field));
    }
    await assert.rejects(all(alarms.watchAlarms({ userIds: [] })), failsWith('INVALID_ARGUMENT', 'userIds'));
    await assert.rejects(all(alarms.watchAlarms({ after: -1 })), failsWith('INVALID_ARGUMENT', 'after'));
    await assert.rejects(alarms.createRule({ ...RULE, limit: 1 } as never), failsWith('INVALID_ARGUMENT', 'limit'));
    const circular: { self?: unknown } = {};
    circular.self = circular;
    for (const rule of wrong(undefined, null, 1n, () => {}, circular)) {
      await assert.rejects(alarms.createRule(rule), (error) => error instanceof PulsebaseError);
    }
    await assert.rejects(alarms.listRules({ signall: 1 } as never), failsWith('INVALID_ARGUMENT', 'signall'));
    await assert.rejects(alarms.listRules({ signal: AbortSignal.abort() }), failsWith('ABORTED'));
    assert.deepEqual(await all(alarms.watchAlarms({ signal: AbortSignal.abort() })), []);
    await assert.rejects(connectAlarms(receiver.url), failsWith('CONNECTION_FAILED'));
    await assert.rejects(connectAlarms(url), failsWith('AUTHENTICATION_FAILED', 'Authorization'));
  });
});

interface Deliveries {
  readonly deliveries: unknown;
}
