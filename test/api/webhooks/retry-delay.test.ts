import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_RETRY_AFTER_MS, retryAfter } from '../../../src/api/webhooks/retry-after.ts';
import { MAX_ATTEMPTS, retryDelay } from '../../../src/api/webhooks/retry-delay.ts';

const HOUR = 3_600_000;

test('a delivery is tried again over 24 hours, at growing intervals, and then given up', () => {
  const delays = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, at) => retryDelay(at + 1, 0.5)!);
  assert.equal(delays[0], 5000);
  assert.equal(
    delays.reduce((sum, delay) => sum + delay),
    24 * HOUR,
  );
  assert.equal(retryDelay(MAX_ATTEMPTS, 0.5), undefined);
});

test('pauses vary, so that not all come back at the same moment', () => {
  assert.ok(retryDelay(2, 0)! < retryDelay(2, 0.5)! && retryDelay(2, 0.5)! < retryDelay(2, 1)!);
  assert.ok(retryDelay(2, 1)! <= 1.1 * retryDelay(2, 0.5)!);
});

test('Retry-After is read in both of its forms, and within bounds', () => {
  assert.equal(retryAfter('120', undefined), 120_000);
  assert.equal(retryAfter(' 0 ', undefined), 0);
  const date = 'Fri, 27 Nov 2026 10:00:00 GMT';
  // By the receiver's own clock, whatever that shows.
  assert.equal(retryAfter('Fri, 27 Nov 2026 10:02:00 GMT', date), 120_000);
  assert.equal(retryAfter('Fri, 27 Nov 2026 09:00:00 GMT', date), 0);
  assert.equal(retryAfter('999999999', undefined), MAX_RETRY_AFTER_MS);
  for (const header of [undefined, '', 'soon', '-5', '1.5', '1e9']) assert.equal(retryAfter(header, undefined), 0);
});
