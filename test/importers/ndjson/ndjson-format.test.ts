import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { jsonArrayFormat } from '../../../src/importers/json-array/json-array-format.ts';
import { ndjsonFormat } from '../../../src/importers/ndjson/ndjson-format.ts';
import { readFormat } from '../read-format.ts';
import { cutBytes, readChunks, readImport } from '../read-import.ts';

const T = '2023-04-05T06:07:08Z';
const INSTANT = '2023-04-05T06:07:08.000Z';
const GOOD = `{"userId":7,"timestamp":"${T}","heartRate":72}`;

describe('ndjson', () => {
  test('an object a line, keys in any order, other keys passed over', async () => {
    const { rows, rejected } = await readImport(
      `\uFEFF\r\n${GOOD}\r\n\r\n  {"heartRate": 61.5, "x":{"userId":[1]}, "timestamp":"${T}","userId":"9007199254740991"}`,
    );
    assert.deepEqual(rows, [
      [2, 7, INSTANT, 72],
      [4, 9007199254740991, INSTANT, 61.5],
    ]);
    assert.deepEqual(rejected, []);
  });

  test('lines that are no object are malformed and stop nothing', async () => {
    const broken = [
      '{',
      '[]',
      '[{"userId":1}]',
      'null',
      '7',
      '"x"',
      '{"userId":1,}',
      'NaN',
      '{}{}',
      `${'[['.repeat(100_000)}`,
    ];
    const { rows, rejected } = await readImport([GOOD, ...broken, GOOD].join('\n'));
    assert.deepEqual(
      rows.map(([line]) => line),
      [1, broken.length + 2],
    );
    assert.deepEqual(
      rejected,
      broken.map((_, at) => `${at + 2} malformed_row`),
    );
  });

  test('nesting of any depth is passed over', async () => {
    const deep = `{"x":${'['.repeat(30_000)}${']'.repeat(30_000)},${GOOD.slice(1)}`;
    const { rows, rejected } = await readImport([GOOD, deep, GOOD].join('\n'));
    assert.deepEqual(rejected, []);
    assert.equal(rows.length, 3);
  });

  test('the first line may be broken as well', async () => {
    assert.deepEqual((await readImport(`{"userId":\n${GOOD}`)).rejected, ['1 malformed_row']);
    assert.deepEqual((await readImport(`[1]\n${GOOD}`, { format: 'ndjson' })).rejected, ['1 malformed_row']);
  });

  test('numbers are never rounded into a valid user id', async () => {
    const ids = [
      '9007199254740992',
      '9007199254740993',
      '9007199254740991.4',
      '5.0000000000000000001',
      '1e3',
      '"007"',
      '-1',
      '0',
      'true',
    ];
    const { rows, rejected } = await readImport(
      ids.map((id) => `{"userId":${id},"timestamp":"${T}","heartRate":72}`).join('\n'),
    );
    assert.deepEqual(rows, []);
    assert.deepEqual(
      rejected,
      ids.map((_, at) => `${at + 1} invalid_user_id`),
    );
  });

  test('the timestamp is text; what is missing is named', async () => {
    const { rejected, messages } = await readImport(
      [
        '{"userId":1,"timestamp":1680674828000,"heartRate":72}',
        '{"userId":1,"timestamp":null,"heartRate":72}',
        '{"userId":1,"heartRate":72}',
        `{"timestamp":"${T}","heartRate":72}`,
        `{"userId":1,"timestamp":"${T}"}`,
        `{"userId":1,"timestamp":"${T}","heartRate":[72]}`,
        '{"userId":1,"timestamp":"9999-01-01","heartRate":72}',
      ].join('\n'),
    );
    assert.deepEqual(rejected, [
      '1 invalid_timestamp',
      '2 invalid_timestamp',
      '3 invalid_timestamp',
      '4 invalid_user_id',
      '5 invalid_heart_rate',
      '6 invalid_heart_rate',
      '7 timestamp_out_of_range',
    ]);
    assert.deepEqual(messages.slice(0, 5), [
      'timestamp 1680674828000 is not ISO 8601 (it looks like Unix milliseconds)',
      'timestamp is missing',
      'timestamp is missing',
      'user id is missing',
      'heart rate is missing',
    ]);
  });

  test('keys that are not known are told, within bounds; people may be named', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`key ${at}`, at]));
    const rows = [
      { userId: 1, timestamp: T, heartRate: 70, spo2: 97 },
      { user: 'P-0012', timestamp: T, heartRate: 71, ...many },
      { user: 7, timestamp: T, heartRate: 72 },
      { timestamp: T, heartRate: 73 },
    ];
    const content = rows.map((row) => JSON.stringify(row)).join('\n');
    const { readings, warnings } = await readFormat(ndjsonFormat, content, { person: 5 });
    assert.deepEqual(readings, [`1 ${INSTANT} 70`, `"P-0012" ${INSTANT} 71`, `7 ${INSTANT} 72`, `5 ${INSTANT} 73`]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^keys that are passed over: spo2, "key 0", .* and 21 more$/);
  });

  test('minutes alone and dates alone are counted', async () => {
    const rows = ['2023-01-01 10:00', '2023-01-01', T].map((timestamp) =>
      JSON.stringify({ userId: 1, timestamp, heartRate: 70 }),
    );
    const { warnings } = await readFormat(ndjsonFormat, rows.join('\n'));
    assert.match(warnings[0]!, /^1 time is given to the minute only/);
    assert.equal(warnings[1], '1 row has a date without a time: read as midnight');
  });

  test('JSON of another form is refused as a file', async () => {
    const observation = '{"resourceType":"Observation","status":"final","valueQuantity":{"value":72}}\n';
    for (const [format, content] of [
      [ndjsonFormat, observation],
      [jsonArrayFormat, `[${observation.trim()}]`],
    ] as const) {
      const { error, readings, rejected } = await readFormat(format, content);
      assert.deepEqual([readings, rejected], [[], []]);
      assert.match(
        String(error),
        /the first object has the keys resourceType, status, valueQuantity; an object of a reading has userId, timestamp, heartRate$/,
      );
    }
  });

  test('times without an offset are of the zone', async () => {
    const { rows } = await readImport('{"userId":1,"timestamp":"2023-01-01 12:00","heartRate":7.25e1}', {
      timezone: 'Asia/Kolkata',
    });
    assert.deepEqual(rows, [[1, 1, '2023-01-01T06:30:00.000Z', 72.5]]);
  });

  test('rows are the same however the bytes are cut', async () => {
    const row = fc.record({
      userId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      timestamp: fc.constant(T),
      heartRate: fc.integer({ min: 0, max: 999_999 }).map((milli) => milli / 1000),
      note: fc.string({ unit: 'grapheme' }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        async (items, cuts) => {
          const bytes = Buffer.from(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
          const outcome = await readChunks(cutBytes(bytes, cuts), ndjsonFormat);
          assert.deepEqual(
            outcome.rows,
            items.map(({ userId, heartRate }, at) => [at + 1, userId, INSTANT, heartRate]),
          );
          assert.deepEqual(outcome.rejected, []);
        },
      ),
    );
  });
});
