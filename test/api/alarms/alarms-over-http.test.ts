import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import type { RuleTrial } from '../../../src/api/schemas/alarms.ts';
import { type Injected, inject, problemCode, readingsCsv } from '../inject.ts';

const CSV = { 'content-type': 'text/csv' };
const MINUTE = 60_000;
const START = Date.parse('2023-04-05T07:00:00Z');
const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();
const RULE = {
  name: 'Fast',
  severity: 'high',
  since: '2023-01-01',
  condition: {
    type: 'sustained',
    direction: 'above',
    limit: 120,
    endLimit: 110,
    forMinutes: 10,
    minReadings: 3,
    maxGapMinutes: 5,
  },
};

interface ShownAlarm {
  readonly id: string;
  readonly [member: string]: unknown;
}

async function service() {
  const injected = await inject();
  const { send, store } = injected;
  await store.putUser({ id: 1, externalId: 'P-1', gender: 'female', age: 50 });
  await store.putUser({ id: 2, gender: 'male', age: 20 });
  const json = async <T>(...request: Parameters<Injected['send']>) => {
    const answer = await send(...request);
    assert.equal(answer.statusCode, 200, answer.body);
    return JSON.parse(answer.body) as T;
  };
  const post = (rows: readonly [number, number, number][]) =>
    send('POST', '/v1/readings', readingsCsv(rows.map(([user, minute, bpm]) => [user, at(minute), bpm])), CSV);
  const alarms = async (query = '') => (await json<{ alarms: ShownAlarm[] }>('GET', `/v1/alarms${query}`)).alarms;
  return {
    ...{ injected, send, json, post, alarms },
    [Symbol.asyncDispose]: () => injected.service.remove(),
  };
}

describe('alarms over HTTP', () => {
  test('are raised, amended, resolved and retracted as readings come, and dealt with by people', async () => {
    await using served = await service();
    const { json, post, alarms, send } = served;
    const rule = await json<{ id: string }>('POST', '/v1/rules', RULE);
    await post([1, 4, 7, 10].map((minute) => [1, minute, 125]));
    assert.deepEqual(await alarms(), []);
    await post([[1, 12, 131]]);
    await until('the alarm', async () => (await alarms()).length > 0);
    const [raised] = await alarms();
    const { id, toldAt: _, ...shown } = raised!;
    assert.deepEqual(shown, {
      ...{ ruleId: rule.id, ruleName: 'Fast', userId: 1, externalId: 'P-1', severity: 'high' },
      ...{ arrival: 'retrospective', from: at(1), raisedAt: at(12), until: null, peak: 131, readings: 5 },
      ...{ state: 'active', acknowledgedAt: null, acknowledgedBy: null, closedAt: null, closedBy: null },
      ...{ note: null, snoozedUntil: null },
    });

    // A late reading brings it forward.
    await post([[1, 11, 126]]);
    await until('the alarm to be due earlier', async () => (await alarms())[0]?.raisedAt === at(11));
    assert.equal((await alarms())[0]?.id, id);

    const metrics = async (name: string) =>
      Number(new RegExp(`^pulsebase_${name} (\\S+)$`, 'm').exec((await send('GET', '/metrics')).body)?.[1]);
    assert.equal(await metrics('alarms_active{severity="high"}'), 1);
    assert.equal(await metrics('alarms_unacknowledged{severity="high"}'), 1);
    assert.ok((await metrics('alarms_unacknowledged_oldest_seconds{severity="high"}')) > 0);
    assert.equal(await metrics('alarms_active{severity="low"}'), 0);
    const seen = await json<ShownAlarm>('POST', `/v1/alarms/${id}/acknowledge`);
    assert.equal(await metrics('alarms_active{severity="high"}'), 1);
    assert.equal(await metrics('alarms_unacknowledged_oldest_seconds{severity="high"}'), 0);
    assert.equal(seen.state, 'acknowledged');
    const again = await json<ShownAlarm>('POST', `/v1/alarms/${id}/acknowledge`);
    assert.equal(again.acknowledgedAt, seen.acknowledgedAt);
    const snoozed = await json<ShownAlarm>('POST', `/v1/alarms/${id}/snooze`, { until: '2099-01-01' });
    assert.equal(snoozed.snoozedUntil, '2099-01-01T00:00:00.000Z');

    await post([
      [1, 15, 112],
      [1, 18, 110],
    ]);
    const over = await until('the end', async () => (await alarms('?goingOn=false'))[0]);
    assert.deepEqual([over.until, over.readings, over.peak], [at(18), 7, 131]);
    const closed = await json<ShownAlarm>('POST', `/v1/alarms/${id}/close`, { note: 'called; well' });
    assert.deepEqual([closed.state, closed.note], ['closed', 'called; well']);
    assert.deepEqual(await alarms('?state=active,acknowledged'), []);
    assert.equal((await alarms(`?userId=1&severity=high&from=${at(11)}&to=${at(11)}`)).length, 1);
    assert.equal((await alarms('?user=P-1')).length, 1);
    assert.equal((await alarms('?user=1')).length, 1);
    assert.equal((await alarms('?user=2')).length, 0);
    for (const [query, status] of [
      ['user=nobody', 404],
      ['userId=999', 404],
      ['userId=1&user=P-1', 400],
    ] as const) {
      assert.equal((await send('GET', `/v1/alarms?${query}`)).statusCode, status, query);
    }

    // By what is known now there was none.
    await post([[1, 4, 80]]);
    await until('the alarm to be retracted', async () => (await alarms()).length === 0);
    assert.equal(problemCode(await send('GET', `/v1/alarms/${id}`), 404), 'ALARM_NOT_FOUND');
  });

  test('follow rules that come later, change and go', async () => {
    await using served = await service();
    const { json, post, alarms, send } = served;
    await post(
      [1, 4, 7, 10, 12].flatMap(
        (minute) =>
          [
            [1, minute, 125],
            [2, minute, 125],
          ] as [number, number, number][],
      ),
    );
    await json('POST', '/v1/rules', { ...RULE, whom: { minAge: 40 } });
    await until('an alarm', async () => (await alarms()).length === 1);
    assert.equal(problemCode(await send('POST', '/v1/rules', RULE), 400), 'INVALID_ARGUMENT');
    await json('PUT', '/v1/rules/Fast', RULE);
    await until('the alarms of both', async () => (await alarms()).length === 2);
    await json('PUT', '/v1/rules/Fast', { ...RULE, whom: { users: [2] } });
    await until('that of one', async () => (await alarms()).map(({ userId }) => userId).join() === '2');
    const { rules } = await json<{ rules: { isPending: boolean; version: number }[] }>('GET', '/v1/rules');
    assert.equal(rules[0]?.version, 3);
    assert.deepEqual(await json('DELETE', '/v1/rules/Fast'), { alarms: 1 });
    assert.deepEqual(await alarms(), []);
    assert.equal(problemCode(await send('GET', '/v1/rules/Fast'), 404), 'RULE_NOT_FOUND');
  });

  test('of a user who is deleted are gone', async () => {
    await using served = await service();
    const { json, post, alarms } = served;
    await json('POST', '/v1/rules', RULE);
    await post([1, 4, 7, 10, 12].map((minute) => [1, minute, 125]));
    await until('the alarm', async () => (await alarms()).length > 0);
    await json('DELETE', '/v1/users/1');
    await until('it to be gone', async () => (await alarms()).length === 0);
  });

  test('are tried over history', async () => {
    await using served = await service();
    const { json, post } = served;
    await post([1, 4, 7, 10, 12, 13].map((minute) => [1, minute, minute === 13 ? 90 : 125]));
    const trial = await json<RuleTrial>('POST', '/v1/rules/try', { rule: RULE, from: '2023-04-01', to: '2023-05-01' });
    assert.deepEqual(trial, {
      usersConcerned: 2,
      users: 1,
      alarms: 1,
      days: [{ day: '2023-04-05', alarms: 1 }],
      mostAlarmed: [
        {
          userId: 1,
          externalId: 'P-1',
          alarms: 1,
          longest: { from: at(1), raisedAt: at(12), until: at(13), peak: 125, readings: 5 },
        },
      ],
      episodes: [],
    });
    const of = { rule: RULE, from: '2023-04-01', to: '2023-05-01' };
    assert.deepEqual(await json('POST', '/v1/rules/try', { ...of, userId: 1 }), {
      ...{ ...trial, usersConcerned: 1 },
      episodes: [trial.mostAlarmed[0]!.longest],
    });
    const { episodes, usersConcerned } = await json<RuleTrial>('POST', '/v1/rules/try', { ...of, userId: 99 });
    assert.deepEqual([episodes, usersConcerned], [[], 0]);
  });

  test('a rule that is not one is refused, and says which field is at fault', async () => {
    await using served = await service();
    const { send } = served;
    for (const [field, rule] of [
      ['endLimit', { ...RULE, condition: { ...RULE.condition, endLimit: 121 } }],
      ['minReadings', { ...RULE, condition: { ...RULE.condition, minReadings: 0 } }],
      ['since', { ...RULE, since: 'yesterday' }],
      ['name', { ...RULE, name: ' Fast ' }],
      ['name', { ...RULE, name: 'Fast\u202e' }],
    ] as const) {
      const answer = await send('POST', '/v1/rules', rule);
      assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT');
      assert.match(answer.body, new RegExp(field));
    }
    assert.equal(
      problemCode(await send('POST', '/v1/rules', { ...RULE, whom: { users: ['nobody'] } }), 404),
      'USER_NOT_FOUND',
    );
  });
});
