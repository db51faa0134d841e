import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import type { DeliveryPage, Webhook, WebhookWithSecret } from '../../../src/api/schemas/webhooks.ts';
import { openSqliteState } from '../../../src/state/sqlite/open-sqlite-state.ts';
import { inject, problemCode } from '../inject.ts';
import { startReceiver } from './receiver.ts';
import { tell } from './tell.ts';

const { service, store, send } = await inject({ webhookPrivateNetworks: '127.0.0.0/8' });
const state = openSqliteState(service.stateDirectory, { durable: false });
const receiver = await startReceiver();
after(async () => {
  await receiver.close();
  await state.close();
  await service.remove();
});
await store.putUser({ id: 7, externalId: 'P-0007' });

const json = { 'content-type': 'application/json' };
async function call<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
  const answer = await send(
    method,
    `/v1/webhooks${path}`,
    body === undefined ? undefined : JSON.stringify(body),
    body === undefined ? {} : json,
  );
  assert.equal(answer.statusCode, 200, answer.body);
  return JSON.parse(answer.body) as T;
}
const make = (settings: object) => call<WebhookWithSecret>('POST', '', settings);

test('a webhook made over HTTP is told of alarms, and its log shows it', async () => {
  const { webhook, secret } = await make({ name: 'pager', url: receiver.url, fields: ['externalId'] });
  receiver.secrets.push(secret);
  assert.ok(webhook.enabled && webhook.offSince === null && webhook.failingSince === null);
  await tell(state, { alarm: 'a', userId: 7 });
  const message = await until('the message', () => receiver.received[0]);
  assert.equal(message.payload.data.externalId, 'P-0007');
  const { deliveries } = await until('the log', async () => {
    const page = await call<DeliveryPage>('GET', `/${webhook.id}/deliveries?state=delivered`);
    return page.deliveries.length > 0 ? page : undefined;
  });
  const { id, type, alarmId, attempts, status, nextAt } = deliveries[0]!;
  assert.deepEqual([id, type, alarmId, attempts, status, nextAt], [message.id, 'alarm.raised', 'a', 1, 204, null]);
  const shown = JSON.stringify(await call('GET', '')) + JSON.stringify(await call('GET', `/${webhook.id}`));
  assert.ok(!shown.includes('whsec_') && !service.logged.join().includes('whsec_'));
  assert.deepEqual(await call('DELETE', `/${webhook.id}`), { id: webhook.id, undelivered: 0 });
  assert.equal(problemCode(await send('GET', `/v1/webhooks/${webhook.id}`), 404), 'NOT_FOUND');
});

test('a test says what the receiver answers, and a change of secrets holds for it', async () => {
  const { webhook, secret } = await make({ name: 'tested', url: receiver.url });
  receiver.secrets.push(secret);
  const path = `/${webhook.id}`;
  const { durationMs, ...outcome } = await call<{ durationMs: number }>('POST', `${path}/test`);
  assert.deepEqual(outcome, { delivered: true, status: 204, error: null });
  assert.ok(durationMs >= 0);
  assert.equal(receiver.received.at(-1)?.payload.type, 'webhook.test');
  const rotated = await call<WebhookWithSecret>('POST', `${path}/rotate?overlapHours=2`);
  assert.ok(rotated.webhook.oldSecretUntil !== null && rotated.secret !== secret);
  await call('POST', `${path}/test`);
  assert.equal(receiver.received.at(-1)?.signatures, 2);
  receiver.secrets.splice(0, 9, rotated.secret);
  receiver.answer(500);
  const failed = await call<{ delivered: boolean }>('POST', `${path}/test`);
  assert.equal(failed.delivered, false);
  receiver.answer(204);
  await call('DELETE', path);
});

test('changes hold, and what is left out stays; off and on again it gets what it missed', async () => {
  const { webhook, secret } = await make({
    name: 'changed',
    url: receiver.url,
    severities: ['high'],
    kinds: ['raised'],
  });
  receiver.secrets.push(secret);
  const path = `/${webhook.id}`;
  const changed = await call<Webhook>('PATCH', path, { kinds: null, fields: ['peak'], enabled: false });
  const { name, severities, kinds, fields, enabled, offReason } = changed;
  assert.deepEqual(
    [name, severities, kinds, fields, enabled, offReason],
    ['changed', ['high'], null, ['peak'], false, 'by_request'],
  );
  await tell(state, { alarm: 'missed', severity: 'high' });
  await tell(state, { alarm: 'not its business', severity: 'low' });
  const before = receiver.received.length;
  await call('PATCH', path, { enabled: true });
  await until('what it missed', () => receiver.received.length > before);
  assert.equal(receiver.received.at(-1)?.payload.data.alarmId, 'missed');
  const period = { from: '1970-01-01', to: '2030-01-01' };
  // With that from before the webhook was made.
  assert.deepEqual(await call('POST', `${path}/redeliver`, period), { events: 2 });
  await until('both', () => receiver.received.length === before + 3);
  const ids = receiver.received.slice(before).map(({ id, payload }) => `${payload.data.alarmId} ${id}`);
  assert.equal(new Set(ids).size, 2);
  await call('DELETE', path);
});

test('pages of the log of deliveries come one after the other', async () => {
  const { webhook, secret } = await make({ name: 'paged', url: receiver.url });
  receiver.secrets.push(secret);
  for (let alarm = 0; alarm < 5; alarm += 1) await tell(state, { alarm: `p${alarm}` });
  await until('all', async () => {
    const page = await call<DeliveryPage>('GET', `/${webhook.id}/deliveries?state=delivered`);
    return page.deliveries.length === 5;
  });
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await call<DeliveryPage>('GET', `/${webhook.id}/deliveries?limit=2${cursor}`);
    seen.push(...page.deliveries.map(({ alarmId }) => alarmId));
    if (page.nextCursor === undefined) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  assert.deepEqual(seen, ['p4', 'p3', 'p2', 'p1', 'p0']);
  await call('DELETE', `/${webhook.id}`);
});

test('addresses that must not be called are refused, and not shown', async () => {
  const urls = [
    'ftp://example.org/',
    'nonsense',
    'https://user:s3cret@example.org/',
    'https://example.org/#s3cret',
    'https://10.0.0.1/s3cret',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://0x0a000001/',
    'http://8.8.8.8/',
  ];
  for (const url of urls) {
    const answer = await send('POST', '/v1/webhooks', JSON.stringify({ name: 'bad', url }), json);
    assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT', url);
    assert.equal((JSON.parse(answer.body) as { field: string }).field, 'url');
    assert.ok(!answer.body.includes('s3cret'));
  }
  const answer = await send('POST', '/v1/webhooks', JSON.stringify({ name: 'bad', url: 'https://a.org:99999' }), json);
  assert.match((JSON.parse(answer.body) as { detail: string }).detail, /^url must be an address such as https:/);
});

test('what is not allowed is refused: names that are taken, unknown words and members', async () => {
  const { webhook } = await make({ name: 'first', url: receiver.url });
  for (const body of [
    { name: 'first', url: receiver.url },
    { name: 'pager\u202e', url: receiver.url },
    { name: '', url: receiver.url },
    { name: 'x' },
    { name: 'x', url: receiver.url, fields: ['name'] },
    { name: 'x', url: receiver.url, kinds: [] },
    { name: 'x', url: receiver.url, secret: 'mine' },
  ]) {
    const answer = await send('POST', '/v1/webhooks', JSON.stringify(body), json);
    assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT', answer.body);
  }
  for (const [wrong, message] of [
    [{ name: '' }, 'name must be text of 1 to 100 characters, not ""'],
    [{ severities: [] }, 'severities must be an array of 1 to 3 items or null, not an empty array'],
  ] as const) {
    const body = JSON.stringify({ name: 'x', url: receiver.url, ...wrong });
    const answer = await send('POST', '/v1/webhooks', body, json);
    assert.equal((JSON.parse(answer.body) as { detail: string }).detail, message);
  }
  for (const path of ['', '/test', '/rotate', '/redeliver', '/deliveries']) {
    const method = path === '/deliveries' || path === '' ? 'GET' : 'POST';
    const body = path === '/redeliver' ? JSON.stringify({ from: '2026-01-01', to: '2026-01-02' }) : undefined;
    const answer = await send(method, `/v1/webhooks/wh_none${path}`, body, body === undefined ? {} : json);
    assert.equal(problemCode(answer, 404), 'NOT_FOUND', path);
  }
  await call('DELETE', `/${webhook.id}`);
});

test('a webhook that is off, or fails, is seen in listing, doctor and metrics', async () => {
  const { webhook, secret } = await make({ name: 'gone', url: receiver.url });
  receiver.secrets.push(secret);
  receiver.answer(410);
  await tell(state, { alarm: 'unheard' });
  await until('the switch', async () => (await call<Webhook>('GET', `/${webhook.id}`)).offReason === 'gone');
  const findings = (await send('GET', '/v1/store/findings')).body;
  assert.match(findings, /the webhook \\"gone\\" is off since .*: its receiver said that it is gone/);
  const metrics = (await send('GET', '/metrics')).body;
  assert.match(metrics, /^pulsebase_webhooks_switched_off 1$/m);
  assert.match(metrics, /^pulsebase_webhook_waiting 0$/m);
  assert.match(metrics, new RegExp(`^pulsebase_webhook_failures_total\\{webhook="${webhook.id}"\\} 1$`, 'm'));
  receiver.answer(204);
  await call('DELETE', `/${webhook.id}`);
});

test('what people do with webhooks is in the audit log', async () => {
  const actions = new Set(service.audited().map(({ action }) => action));
  for (const action of ['create', 'change', 'delete', 'rotate', 'test', 'redeliver']) {
    assert.ok(actions.has(`${action}_webhook`), action);
  }
});

test('a test that is under way when the service stops ends with it', async () => {
  const { webhook, secret } = await make({ name: 'slow', url: receiver.url });
  receiver.secrets.push(secret);
  const before = receiver.received.length;
  receiver.answer(() => () => {});
  const testing = send('POST', `/v1/webhooks/${webhook.id}/test`);
  await until('the test', () => receiver.received.length > before);
  await service.stop();
  assert.equal(problemCode(await testing, 503), 'OVERLOADED');
});
