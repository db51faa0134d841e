import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import { AlarmLog } from '../../../src/api/webhooks/alarm-log.ts';
import { eventStream } from '../../../src/api/webhooks/event-stream.ts';
import { openSqliteState } from '../../../src/state/sqlite/open-sqlite-state.ts';
import { holdClock } from '../../support/held-clock.ts';
import { inject, problemCode } from '../inject.ts';
import { tell } from './tell.ts';

const { service, send } = await inject({ maxQueries: 2 });
const state = openSqliteState(service.stateDirectory, { durable: false });
const url = await service.listen();
after(async () => {
  await service.remove();
  await state.close();
});

interface Watched {
  readonly text: () => string;
  readonly ids: () => number[];
  readonly ended: Promise<unknown>;
  leave(): void;
}

/** A caller who reads the stream over the network. */
async function watch(query = '', headers: Record<string, string> = {}): Promise<Watched> {
  const left = new AbortController();
  const answer = await fetch(`${url}/v1/alarms/stream${query}`, {
    headers: { authorization: `Bearer ${service.adminKey}`, ...headers },
    signal: left.signal,
  });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/);
  let text = '';
  const read = async () => {
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) text += chunk;
  };
  const ended = read().catch(() => 'left');
  return {
    text: () => text,
    ids: () => [...text.matchAll(/^id: (\d+)\nevent: /gm)].map(([, id]) => Number(id)),
    ended,
    leave: () => left.abort(),
  };
}
const streams = async () => {
  const { body } = await send('GET', '/metrics');
  return Number(/kind="alarm_streams"\} (\d+)/.exec(body)?.[1]);
};

describe('the stream of alarms', () => {
  test('tells what happens from now on, and from the last id when one comes back', async () => {
    await tell(state, { alarm: 'before' });
    const first = await watch();
    await until('the beginning', () => first.text() !== '');
    await tell(state, { alarm: 'a', userId: 5, severity: 'low' });
    await until('an event', () => first.ids().length === 1);
    assert.match(
      first.text(),
      /id: 2\nevent: alarm\.raised\ndata: \{"type":"alarm\.raised".*"alarmId":"a".*"userId":5/,
    );
    first.leave();
    await first.ended;
    await tell(state, { alarm: 'a', kind: 'resolved', userId: 5, severity: 'low' });
    await tell(state, { alarm: 'b' });
    const again = await watch('', { 'last-event-id': '2' });
    await until('the rest', () => again.ids().length === 2);
    assert.deepEqual(again.ids(), [3, 4]);
    assert.equal(await streams(), 1);
    again.leave();
    await again.ended;
    await until('the end', async () => (await streams()) === 0);
  });

  test('has filters, and moves the id past what they leave out', async () => {
    for (const [query, ids] of [
      ['severities=low', [2, 3]],
      ['userIds=1', [1, 4]],
      ['ruleIds=r-1', [1, 2, 3, 4]],
      ['severities=low&after=2', [3]],
    ] as const) {
      const watched = await watch(`?follow=false&${query.includes('after') ? '' : 'after=0&'}${query}`);
      await watched.ended;
      assert.deepEqual(watched.ids(), ids, query);
      assert.match(watched.text(), /id: (?:3|4)\n(?:event: [^\n]*\ndata: [^\n]*\n)?\n$/);
    }
  });

  test('tells of rules by id or name, also of one that was deleted, and refuses one that never was', async () => {
    const condition = { type: 'silence', forMinutes: 60 };
    await send('POST', '/v1/rules', { name: 'Quiet, or off', severity: 'low', condition, enabled: false });
    const statusOf = async (rule: string) => {
      const watched = await send('GET', `/v1/alarms/stream?follow=false&ruleIds=${encodeURIComponent(rule)}`);
      return watched.statusCode;
    };
    assert.equal(await statusOf('Quiet'), 404);
    const { rules } = (await send('GET', '/v1/rules')).json();
    assert.equal(await statusOf(rules[0].id), 200);
    await send('PUT', `/v1/rules/${rules[0].id}`, { name: 'Quiet', severity: 'low', condition, enabled: false });
    assert.equal(await statusOf('Quiet'), 200);
    assert.equal(await statusOf('r-1'), 200);
    assert.equal(problemCode(await send('GET', '/v1/alarms/stream?ruleIds=r-1,nosuch'), 404), 'RULE_NOT_FOUND');
  });

  test('refuses what is no id, and more callers than it can serve', async () => {
    const answer = await send('GET', '/v1/alarms/stream?follow=false', undefined, { 'last-event-id': 'x' });
    assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT');
    const both = [await watch(), await watch()];
    const third = await send('GET', '/v1/alarms/stream');
    assert.equal(problemCode(third, 503), 'OVERLOADED');
    for (const watched of both) {
      watched.leave();
      await watched.ended;
    }
    await until('room again', async () => (await send('GET', '/v1/alarms/stream?follow=false')).statusCode === 200);
  });

  test('is in the audit log from its beginning', async () => {
    const watched = await watch('?userIds=5');
    const entry = await until('the entry', () => service.audited().findLast(({ action }) => action === 'watch_alarms'));
    assert.equal((entry.users as string[]).length, 1);
    watched.leave();
    await watched.ended;
  });

  test('shows that it is there while nothing happens, and ends when the key is revoked', async (context) => {
    const clock = holdClock(context);
    const log = new AlarmLog(state);
    let isRevoked = false;
    const texts = eventStream(log, {
      after: await log.last(),
      follow: true,
      isWanted: () => true,
      signal: new AbortController().signal,
      onHeartbeat: async () => {
        if (isRevoked) throw new Error('revoked');
      },
    });
    assert.match(String((await texts.next()).value), /^retry: \d+\nid: 4\n\n$/);
    const beat = texts.next();
    await until('the wait', () => {
      clock.pass(1000);
      return isSettled(beat);
    });
    assert.equal((await beat).value, ': here\n\n');
    isRevoked = true;
    const last = texts.next();
    last.catch(() => {});
    await until('the end', () => {
      clock.pass(1000);
      return isSettled(last);
    });
    await assert.rejects(last, /revoked/);
  });

  test('ends when the service stops', async () => {
    const watched = await watch();
    await until('the beginning', () => watched.text() !== '');
    await service.stop();
    assert.notEqual(await watched.ended, 'left');
  });
});

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)]).catch(() => undefined)) !== pending;
}
