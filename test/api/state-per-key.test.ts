import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { check, RUNS, testUnharmed, underAttack } from './hostile.ts';

const maxReceiptBytes = 1024 ** 2;
const injected = await underAttack({ maxReceiptBytes });
const { service, send } = injected;

const keys = [service.adminKey, await service.keyWith('write')];

describe('state per key', () => {
  const state = new DatabaseSync(join(service.stateDirectory, 'service.sqlite'), { readOnly: true });
  after(() => state.close());
  const kept = state.prepare(
    `SELECT max(bytes) AS bytes FROM (
       SELECT sum(octet_length(body) + octet_length(idempotency_key) + octet_length(fingerprint)) AS bytes
       FROM receipts GROUP BY key_id
     )`,
  );

  test('never grows past its bound', async () => {
    const row = fc.constantFrom(
      'x',
      '9,2023-01-01,60',
      '1,never,60',
      `1,2023-01-01,${'9'.repeat(100)}`,
      '1,2023-01-01,60',
    );
    const request = fc.record({
      key: fc.constantFrom(...keys),
      idempotencyKey: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.uuid(), fc.constant('k'.repeat(255))),
      rows: fc.tuple(row, fc.nat({ max: 3000 })).map(([text, count]) => `${text}\n`.repeat(count)),
      query: fc.constantFrom('', '?maxRejections=100000', '?maxRejections=0', '?dryRun&maxRejections=5000'),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
        const answers = await Promise.all(
          requests.map(({ key, idempotencyKey, rows, query }) =>
            send('POST', `/v1/readings${query}`, `user_id,timestamp,heart_rate\n${rows}`, {
              authorization: `Bearer ${key}`,
              'content-type': 'text/csv',
              'idempotency-key': idempotencyKey,
            }),
          ),
        );
        for (const answer of answers) check(answer, requests);
        refused += answers.filter(({ statusCode }) => statusCode === 429).length;
        assert.ok(Number(kept.get()?.bytes ?? 0) <= maxReceiptBytes);
      }),
      { numRuns: RUNS },
    );
    assert.ok(RUNS < 100 || refused > 0, 'the bound was never reached');
  });
});

testUnharmed(injected);
