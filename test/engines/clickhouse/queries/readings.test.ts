import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reader } from '../../../../src/engines/clickhouse/journal/reader.ts';
import { Memtable } from '../../../../src/engines/clickhouse/memtable/memtable.ts';
import type { View } from '../../../../src/engines/clickhouse/memtable/view.ts';
import { readings } from '../../../../src/engines/clickhouse/queries/readings.ts';
import { totals } from '../../../../src/engines/clickhouse/queries/totals.ts';
import { bucketOf } from '../../../../src/window/bucket.ts';
import { covering } from '../../../../src/window/covering.ts';

const AT = Date.parse('2024-05-01T10:00:00Z');
const FUTURE = Date.parse('2030-01-01T00:00:00Z');

test('what is newer than all that the parts hold of a user is answered without asking them', async () => {
  const table = new Memtable();
  table.add({ length: 2, userIds: [1, 1], timestamps: [AT + 1, AT + 2], heartRates: [60_000, 61_000] });
  let statements = 0;
  const reader = {
    executor: {
      async query() {
        statements += 1;
        return new Uint8Array();
      },
    },
    cache: { newestInParts: async () => AT, newestBound: async () => AT + 2 },
    answer: (_: unknown, ask: (view: View) => unknown) =>
      ask({ tables: () => [table], rawCondition: '' } as unknown as View),
  } as unknown as Reader;

  const page = await readings(reader, 1, { from: AT + 1, to: FUTURE }, 10);
  assert.deepEqual(page, { timestamps: [AT + 1, AT + 2], heartRates: [60_000, 61_000] });
  const months = await totals(reader, 1, covering({ from: AT + 1, to: FUTURE }), 'month');
  assert.deepEqual(months, [{ bucket: bucketOf('month', AT), count: 2, sum: 121_000, min: 60_000, max: 61_000 }]);
  assert.equal(statements, 0);

  await readings(reader, 1, { from: AT, to: FUTURE }, 10);
  await totals(reader, 1, covering({ from: AT, to: FUTURE }), 'month');
  assert.equal(statements, 2);
});
