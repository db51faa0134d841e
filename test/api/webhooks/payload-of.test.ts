import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { AlarmEvent } from '../../../src/alarms/alarm-event.ts';
import { AlarmPayload } from '../../../src/api/schemas/alarm-payload.ts';
import { isWanted } from '../../../src/api/webhooks/is-wanted.ts';
import { messageId } from '../../../src/api/webhooks/message-id.ts';
import { payloadOf } from '../../../src/api/webhooks/payload-of.ts';
import { PERSON_FIELDS } from '../../../src/api/webhooks/webhook.ts';

const EVENT: AlarmEvent = {
  seq: 7,
  kind: 'raised',
  at: Date.parse('2026-11-27T10:00:00Z'),
  isSnoozed: false,
  ruleName: 'fast at rest',
  alarm: {
    id: 'a-1',
    ruleId: 'r-1',
    userId: 8_877_665_544,
    severity: 'high',
    arrival: 'live',
    from: Date.parse('2026-11-27T09:49:00Z'),
    raisedAt: Date.parse('2026-11-27T09:59:30Z'),
    until: null,
    peak: 151.25,
    readings: 4711,
  },
};

test('a payload has nothing of a person unless that is chosen, and is what the description says', () => {
  const plain = payloadOf(EVENT, []);
  assert.deepEqual(plain, (AlarmPayload as unknown as { examples: unknown[] }).examples[0]);
  const text = JSON.stringify(payloadOf(EVENT, [], 'P-0012'));
  for (const secret of ['8877665544', 'P-0012', '151.25', '4711']) assert.ok(!text.includes(secret), secret);
});

test('each field that is chosen is there, and no other', () => {
  const validator = Compile(AlarmPayload);
  const names = Object.keys(payloadOf(EVENT, []).data);
  for (const field of PERSON_FIELDS) {
    const payload = payloadOf(EVENT, [field], 'P-0012');
    assert.deepEqual(Object.keys(payload.data), [...names, field]);
    assert.ok(validator.Check(payload), field);
  }
  const { userId, externalId, peak, readings } = payloadOf(EVENT, PERSON_FIELDS, 'P-0012').data;
  assert.deepEqual([userId, externalId, peak, readings], [8_877_665_544, 'P-0012', 151.25, 4711]);
});

test('the id of a message is the same whoever computes it, and differs for each event and each webhook', () => {
  const id = messageId('wh_a', EVENT);
  assert.match(id, /^msg_\w{27}$/);
  assert.equal(messageId('wh_a', structuredClone(EVENT)), id);
  const others = [
    messageId('wh_b', EVENT),
    messageId('wh_a', { ...EVENT, seq: 8 }),
    messageId('wh_a', { ...EVENT, kind: 'resolved' }),
    messageId('wh_a', { ...EVENT, alarm: { id: 'a-2' } }),
  ];
  assert.equal(new Set([id, ...others]).size, 5);
});

test('a webhook gets the events that it asks for', () => {
  const all = { snoozed: false };
  assert.ok(isWanted(all, EVENT));
  assert.ok(isWanted({ ...all, kinds: ['raised'], severities: ['high'], ruleIds: ['r-1'] }, EVENT));
  assert.ok(!isWanted({ ...all, kinds: ['resolved'] }, EVENT));
  assert.ok(!isWanted({ ...all, severities: ['medium', 'low'] }, EVENT));
  assert.ok(!isWanted({ ...all, ruleIds: ['r-2'] }, EVENT));
});

test('a snoozed alarm is told only to who asks for it; that one is over is told to all', () => {
  for (const [kind, isTold] of [
    ['raised', false],
    ['amended', false],
    ['resolved', true],
    ['retracted', true],
  ] as const) {
    const snoozed = { ...EVENT, kind, isSnoozed: true };
    assert.equal(isWanted({ snoozed: false }, snoozed), isTold, kind);
    assert.ok(isWanted({ snoozed: true }, snoozed), kind);
  }
});
