import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces } from '../../../../src/engines/clickhouse/queries/pieces.ts';
import { bucketIdOf } from '../../../../src/engines/clickhouse/schema/bucket-id.ts';
import type { Executor } from '../../../../src/engines/clickhouse/statements/executor.ts';
import { encodeNativeBlock } from '../../../../src/engines/clickhouse/statements/native-block.ts';
import { bucketOf, bucketStart, type Level } from '../../../../src/window/bucket.ts';

type Held = readonly (readonly [time: string, readings: number])[];

/** An engine whose roll-ups are asked for by month first, then by hour. */
function engine(months: Held, hours: Held): Executor {
  const answers = [rows('month', months), rows('hour', hours)];
  return { query: async () => answers.shift()! } as unknown as Executor;
}

function rows(level: Level, held: Held) {
  return encodeNativeBlock([
    {
      name: 'slot',
      type: 'UInt32',
      values: held.map(([time]) => bucketIdOf(level, bucketOf(level, Date.parse(time)))),
    },
    { name: 'held', type: 'UInt64', values: held.map(([, readings]) => readings) },
  ]);
}

async function cut(months: Held, hours: Held = []): Promise<string[][]> {
  const window = { from: Date.parse('2023-01-10T00:00Z'), to: Date.parse('2023-12-20T00:00Z') };
  const found = await pieces(engine(months, hours), window, '', 100);
  return found.map(({ from, to }) => [from, to].map((ms) => new Date(ms).toISOString().slice(0, 13)));
}

test('neighbouring months with few readings are one piece, within the window', async () => {
  assert.deepEqual(await cut([]), []);
  assert.deepEqual(
    await cut([
      ['2023-01-01', 40],
      ['2023-02-01', 60],
      ['2023-03-01', 1],
      ['2023-06-01', 5],
      ['2023-12-01', 5],
    ]),
    [
      ['2023-01-10T00', '2023-02-28T23'],
      ['2023-03-01T00', '2023-03-31T23'],
      ['2023-06-01T00', '2023-06-30T23'],
      ['2023-12-01T00', '2023-12-20T00'],
    ],
  );
});

test('a month with more readings is cut between its hours, but no hour is', async () => {
  const start = bucketStart('hour', bucketOf('hour', Date.parse('2023-05-31T20:00Z')));
  const hours = [60, 40, 7, 300].map(
    (readings, at) => [new Date(start + at * 3_600_000).toISOString(), readings] as const,
  );
  assert.deepEqual(
    await cut(
      [
        ['2023-05-01', 407],
        ['2023-06-01', 9],
      ],
      hours,
    ),
    [
      ['2023-05-31T20', '2023-05-31T21'],
      ['2023-05-31T22', '2023-05-31T22'],
      ['2023-05-31T23', '2023-05-31T23'],
      ['2023-06-01T00', '2023-06-30T23'],
    ],
  );
});
