import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseObject } from '../../../src/importers/ndjson/parse-object.ts';

const number = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom(
    '0',
    '-0',
    '00',
    '01',
    '1.',
    '.5',
    '1.50',
    '1e3',
    '1E-7',
    '9007199254740993',
    '99999999999999999999',
    '+1',
    '1_0',
    '-',
    '',
    'NaN',
    '1.0000000000000000001',
  ),
);
const text = fc.oneof(
  fc.constantFrom(
    '2023-01-01T00:00:00Z',
    '',
    'a"b',
    'a\\nb',
    'a\\"b',
    '\\u0041',
    'tab\there',
    '}',
    '{',
    'ä😀',
    '\u2028',
    'x\0y',
    '\\',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const blank = fc.constantFrom('', '', ' ', '  ', '\t', '\n');

const line = fc
  .tuple(
    number,
    text,
    number,
    fc.array(blank, { minLength: 9, maxLength: 9 }),
    fc.constantFrom('', ',"x":1', '}', ' x'),
  )
  .map(
    ([id, at, rate, [a, b, c, d, e, f, g, h, i], rest]) =>
      `{${a}"userId":${b}${id}${c},${d}"timestamp":${e}"${at}"${f},${g}"heartRate":${h}${rate}${i}${rest}}`,
  );

test('an object in the common form is read as any other', () => {
  fc.assert(
    // A blank in front is nothing to JSON, and takes the way of all other forms.
    fc.property(line, (written) => assert.deepEqual(parseObject(written), parseObject(` ${written}`))),
    { numRuns: 3000 },
  );
});

test('its numbers stay as they are written', () => {
  const written = '{"userId":9007199254740993,"timestamp":"2023-01-01","heartRate":60.50}';
  assert.deepEqual(parseObject(written), { userId: '9007199254740993', timestamp: '2023-01-01', heartRate: '60.50' });
});

test('numbers stay as they are written whatever stands around them', () => {
  const written = String.raw`{"a\u0062": 1.50, "x": {"userId": 5}, "y": "\"{", "z": [1, {"q": 2}], "timestamp": 7, "n":-0e1, "d": 1, "d": 2.0, "t": 3, "t": "u", "__proto__": 4.0}`;
  const { ab, x, y, z, timestamp, n, d, t, ...rest } = parseObject(written)!;
  assert.deepEqual([ab, x, y, z, timestamp], ['1.50', { userId: 5 }, '"{', [1, { q: 2 }], 7]);
  assert.deepEqual([n, d, t, Object.entries(rest)], ['-0e1', '2.0', 'u', [['__proto__', '4.0']]]);
});
