import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { signedMessage } from '../../../src/api/webhooks/signed-message.ts';
import {
  bytesOfSecret,
  makeWebhookSecret,
  type SigningSecret,
  secretsAt,
  withNewSecret,
} from '../../../src/api/webhooks/webhook-secret.ts';

const payload = { type: 'alarm.raised', data: { name: 'état 🫀 "quoted"' } };
const sign = (...secrets: string[]) => signedMessage({ url: 'https://example.org', id: 'msg_1', payload, secrets });

test('the reference library accepts what is signed, by each of its secrets, and nothing else', () => {
  const [old, current, other] = [makeWebhookSecret(), makeWebhookSecret(), makeWebhookSecret()];
  const { headers, body } = sign(current, old);
  for (const secret of [old, current]) assert.deepEqual(new Webhook(secret).verify(body, headers), payload);
  assert.throws(() => new Webhook(other).verify(body, headers), /No matching signature/);
  assert.throws(() => new Webhook(current).verify(`${body} `, headers), /No matching signature/);
  assert.throws(() => new Webhook(current).verify(body, { ...headers, 'webhook-id': 'msg_2' }), /No matching/);
});

test('a secret has as many random bytes as the specification wants, and its prefix', () => {
  const secrets = Array.from({ length: 20 }, makeWebhookSecret);
  assert.equal(new Set(secrets).size, 20);
  for (const secret of secrets) {
    assert.match(secret, /^whsec_[A-Za-z0-9+/]+={0,2}$/);
    assert.ok(bytesOfSecret(secret).length >= 24 && bytesOfSecret(secret).length <= 64);
  }
});

test('an old secret signs until its time is over, however often there is a new one', () => {
  let secrets: SigningSecret[] = [{ secret: 'a', until: null }];
  secrets = withNewSecret(secrets, 'b', { now: 0, until: 100 });
  assert.deepEqual(secretsAt(secrets, 99), ['b', 'a']);
  assert.deepEqual(secretsAt(secrets, 100), ['b']);
  secrets = withNewSecret(secrets, 'c', { now: 50, until: 500 });
  assert.deepEqual(secretsAt(secrets, 99), ['c', 'b', 'a']);
  assert.deepEqual(secretsAt(secrets, 100), ['c', 'b']);
  // A secret that has become known goes at once.
  secrets = withNewSecret(secrets, 'd', { now: 60, until: 60 });
  assert.deepEqual(secretsAt(secrets, 60), ['d']);
});
