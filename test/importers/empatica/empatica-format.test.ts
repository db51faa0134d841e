import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { empaticaFormat } from '../../../src/importers/empatica/empatica-format.ts';
import { READING_FORMATS } from '../../../src/importers/registry.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';

const FILE = '1544027337.000000\r\n1.000000\r\n80.00\r\n81.50\r\n\r\n0.00\r\n82.07\r\n';

test('a start in UTC, a rate, and a heart rate each second', async () => {
  for (const chunkBytes of [1, 7, 64 * 1024]) {
    const { readings, leftOut, rejected, isZoneUsed, error } = await readFormat(empaticaFormat, FILE, { chunkBytes });
    assert.deepEqual(readings, [
      '1 2018-12-05T16:28:57.000Z 80',
      '1 2018-12-05T16:28:58.000Z 81.5',
      '1 2018-12-05T16:29:00.000Z 82.07',
    ]);
    assert.deepEqual([leftOut, rejected, isZoneUsed, error], [{ no_value: 1 }, [], false, undefined]);
  }
  const { readings } = await readFormat(empaticaFormat, '1544027337.5\n1\n80\n');
  assert.deepEqual(readings, ['1 2018-12-05T16:28:57.500Z 80']);
});

test('lines that are no heart rate are rejected, and take their second', async () => {
  const { readings, rejected } = await readFormat(empaticaFormat, '1544027337\n1\n80\nx\n82\n');
  assert.deepEqual(
    readings.map((reading) => reading.split(' ')[1]),
    ['2018-12-05T16:28:57.000Z', '2018-12-05T16:28:59.000Z'],
  );
  assert.match(rejected[0]!, /^4 invalid_heart_rate/);
});

test('files are known by their content; what else the device records is none of them', async () => {
  assert.equal(READING_FORMATS.find((format) => format.begins(Buffer.from(FILE)))?.name, 'empatica');
  for (const other of [
    // Temperatures and conductances come four times a second, pulses 64 times.
    '1544027337.000000\n4.000000\n32.50\n',
    '1544027337.000000\n64.000000\n-0.00\n',
    // Columns of an accelerometer, intervals between beats, and tags.
    '1544027337.000000, 1544027337.000000\n32.000000, 32.000000\n-40,12\n',
    '1544027337.000000, IBI\n0.5,0.8\n',
    '1544027337.00\n1544027400.00\n1544027500.00\n',
    '1544027337.000000\n1.000000\n',
    '80\n1\n80\n',
    '1544027337000\n1\n80\n',
  ]) {
    assert.equal(empaticaFormat.begins(Buffer.from(other)), false, other);
    const error = await readFormat(empaticaFormat, other).then((outcome) => outcome.error);
    assert.match(String(error), /does not begin with three lines of numbers/);
  }
});

test('changed anywhere, they give what can be read or one clear error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(FILE.length - 1), fc.string({ maxLength: 3 })), { maxLength: 4 }),
      async (edits) => {
        const changed = edits.reduce((content, [at, put]) => content.slice(0, at) + put + content.slice(at + 1), FILE);
        const { error } = await readFormat(empaticaFormat, changed);
        assert.ok(
          error === undefined || (error instanceof PulsebaseError && error.code === 'INVALID_FILE'),
          String(error),
        );
      },
    ),
    { numRuns: 300 },
  );
});
