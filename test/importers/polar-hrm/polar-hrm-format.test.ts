import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { localTime } from '../../../src/importers/local-time.ts';
import { polarHrmFormat } from '../../../src/importers/polar-hrm/polar-hrm-format.ts';
import { READING_FORMATS } from '../../../src/importers/registry.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';

function recording(rows: readonly string[], changes: { readonly [key: string]: string } = {}): string {
  const parameters = {
    Version: '106',
    Monitor: '22',
    SMode: '111000110',
    Date: '20230405',
    StartTime: '07:08:09.5',
    Interval: '5',
    ...changes,
  };
  const lines = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  return ['[Params]', ...lines, '', '[Note]', '999', '', '[HRData]', ...rows, ''].join('\r\n');
}

test('the first column is a heart rate every so many seconds; 0 is without contact', async () => {
  const content = recording(['74\t0\t0\t685', '0\t0\t0\t685', '76', '77\t1']);
  for (const chunkBytes of [1, 7, 64 * 1024]) {
    const { readings, leftOut, devices, warnings, isZoneUsed, error } = await readFormat(polarHrmFormat, content, {
      chunkBytes,
    });
    assert.deepEqual(readings, [
      '1 2023-04-05T07:08:09.500Z 74',
      '1 2023-04-05T07:08:19.500Z 76',
      '1 2023-04-05T07:08:24.500Z 77',
    ]);
    assert.deepEqual(leftOut, { no_contact: 1 });
    assert.deepEqual(
      devices.map(({ device, readings }) => [device, readings]),
      [['Polar monitor 22', 3]],
    );
    assert.deepEqual([warnings, isZoneUsed, error], [[], true, undefined]);
  }
});

test('the time is that of the watch, and goes on through a change of the clocks', async () => {
  const { readings } = await readFormat(
    polarHrmFormat,
    recording(['74', '75', '76'], { Date: '20230326', StartTime: '1:30:00', Interval: '1800' }),
    { zone: localTime('Europe/Berlin') },
  );
  assert.deepEqual(
    readings.map((reading) => reading.split(' ')[1]),
    ['2023-03-26T00:30:00.000Z', '2023-03-26T01:00:00.000Z', '2023-03-26T01:30:00.000Z'],
  );
});

test('rows that are no heart rate are rejected with their line', async () => {
  const { rejected, readings } = await readFormat(polarHrmFormat, recording(['74', 'x\t1', '76']));
  assert.equal(readings.length, 2);
  assert.match(rejected[0]!, /^14 invalid_heart_rate: heart rate "x"/);
});

test('intervals between beats and times of laps are not readings', async () => {
  const beats = await readFormat(polarHrmFormat, recording(['810', '805'], { Interval: '238' }));
  assert.deepEqual(beats.readings, []);
  assert.deepEqual(beats.leftOut, { interval: 2 });
  assert.deepEqual(beats.warnings, ['the file holds intervals between beats (Interval=238), and no readings']);
  const laps = await readFormat(polarHrmFormat, recording([], { Interval: '204' }));
  assert.deepEqual(laps.warnings, ['the file holds times of laps (Interval=204), and no readings']);
  const none = await readFormat(polarHrmFormat, '[Params]\nVersion=106\n');
  assert.deepEqual(none.warnings, ['the file has no [HRData], and so no readings']);
});

test('a file that does not say when or how often is refused', async () => {
  for (const [changes, message] of [
    [{ Date: '20230230' }, /Date=20230230, StartTime=07:08:09\.5 is not a day and a time/],
    [{ StartTime: '' }, /is not a day and a time/],
    [{ Interval: '0' }, /Interval=0 is not a number of seconds/],
    [{ Interval: '' }, /Interval= is not a number of seconds/],
  ] as const) {
    const { error, readings } = await readFormat(polarHrmFormat, recording(['74'], changes));
    assert.deepEqual(readings, []);
    assert.match(String(error), message);
  }
});

test('files are known by their content', () => {
  assert.equal(READING_FORMATS.find((format) => format.begins(Buffer.from(recording(['74']))))?.name, 'polar-hrm');
  assert.equal(polarHrmFormat.begins(Buffer.from('[Parameters]\n')), false);
});

test('changed anywhere, they give what can be read or one clear error', async () => {
  const text = recording(['74\t0', '75\t0', '76\t0']);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(text.length - 1), fc.string({ maxLength: 3 })), { maxLength: 5 }),
      async (edits) => {
        const changed = edits.reduce((content, [at, put]) => content.slice(0, at) + put + content.slice(at + 1), text);
        const { error } = await readFormat(polarHrmFormat, changed);
        assert.ok(
          error === undefined || (error instanceof PulsebaseError && error.code === 'INVALID_FILE'),
          String(error),
        );
      },
    ),
    { numRuns: 300 },
  );
});
