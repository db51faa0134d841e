import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inInstantRange, parseInstant, parseWrittenInstant, requireInstant } from '../../src/model/instant.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { civilDate, daysOfMonth, MS_PER_DAY } from '../reference/civil-date.ts';

test('ISO 8601 text is read in UTC unless it has an offset, and cut to the millisecond', () => {
  for (const [text, iso] of [
    ['2023-01-31', '2023-01-31T00:00:00.000Z'],
    ['2023-01-31T10:20', '2023-01-31T10:20:00.000Z'],
    ['2023-01-31 10:20:30', '2023-01-31T10:20:30.000Z'],
    ['2023-01-31T10:20:30Z', '2023-01-31T10:20:30.000Z'],
    ['2023-01-31t10:20:30z', '2023-01-31T10:20:30.000Z'],
    ['2023-01-31T10:20:30.1Z', '2023-01-31T10:20:30.100Z'],
    ['2023-01-31T10:20:30.123Z', '2023-01-31T10:20:30.123Z'],
    ['2023-01-31T10:20:30.123', '2023-01-31T10:20:30.123Z'],
    ['2023-01-31 10:20:30.1239999', '2023-01-31T10:20:30.123Z'],
    ['2023-01-31T10:20:30,5+02:00', '2023-01-31T08:20:30.500Z'],
    ['2023-01-31T10:20:30 +0200', '2023-01-31T08:20:30.000Z'],
    ['2023-01-31T10:20:30-05', '2023-01-31T15:20:30.000Z'],
    ['2023-01-31T10:20-00:44:30', '2023-01-31T11:04:30.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T23:59:59.999Z', '2000-02-29T23:59:59.999Z'],
    [' 2023-01-31 ', '2023-01-31T00:00:00.000Z'],
  ] as const) {
    assert.equal(parseInstant(text), Date.parse(iso), text);
  }
});

test('text that names no day or time is refused', () => {
  for (const value of [
    '',
    '2023',
    '2023-01',
    '2023-1-31',
    '2023-01-32',
    '2023-02-29',
    '1900-02-29',
    '2023-13-01',
    '2023-00-10',
    '2023-01-00',
    '2023-01-31T24:00',
    '2023-01-31T10:60',
    '2023-01-31T10:20:60Z',
    '2023-01-31T10',
    '2023-01-31T1:20:30',
    '2023-01-31T10:20:30.Z',
    '2023-01-31T10:20:30+24:00',
    '2023-01-31T10:20:30+02:60',
    '2023-01-31Z',
    '2023-01-31X10:20:30',
    '2023/01/31',
    '1/31/2023',
    '12023-01-31',
    '+012023-01-31',
    '2023-01-31T10:20:30Z;',
    '２０２３-01-31',
    'now',
    1_672_531_200_000,
    null,
    undefined,
    new Date(Number.NaN),
    {},
  ]) {
    assert.equal(parseInstant(value), undefined, String(value));
  }
});

test('a Date, its ISO text, and the text in another offset are the same instant', () => {
  const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_102_444_799_999 }),
      offset,
      fc.stringMatching(/^\d{0,6}$/),
      (ms, by, digits) => {
        const iso = new Date(ms).toISOString();
        assert.equal(parseInstant(new Date(ms)), ms);
        assert.equal(parseInstant(iso), ms);
        assert.equal(parseInstant(iso.replace('Z', `${digits}`)), ms);
        const sign = by < 0 ? '-' : '+';
        const [hours, minutes] = [Math.floor(Math.abs(by) / 60), Math.abs(by) % 60].map((n) =>
          String(n).padStart(2, '0'),
        );
        const local = new Date(ms + by * 60_000).toISOString().replace('Z', `${digits}${sign}${hours}:${minutes}`);
        assert.equal(parseInstant(local), ms, local);
        assert.deepEqual(parseWrittenInstant(local), { local: ms + by * 60_000, offset: by === 0 ? 0 : by * 60_000 });
      },
    ),
    { numRuns: 2000 },
  );
});

test('UTC and GMT are as clear as Z', () => {
  for (const zone of ['Z', ' Z', 'z', 'UTC', ' UTC', ' utc', ' GMT', 'gmt']) {
    assert.equal(parseInstant(`2023-01-01T00:00:02${zone}`), Date.UTC(2023, 0, 1, 0, 0, 2), zone);
  }
  for (const zone of [' EST', 'CET', ' UTC+1', ' Zulu'])
    assert.equal(parseInstant(`2023-01-01T00:00:02${zone}`), undefined);
});

test('offsets that no clocks have are none, and that is said', () => {
  for (const offset of ['+14:01', '-14:00:01', '+20:00', '+24:00', '+15', '-1430', '+05:60']) {
    assert.equal(parseInstant(`2023-04-05T06:07:08${offset}`), undefined, offset);
  }
  assert.throws(() => requireInstant('2023-04-05T06:07:08+20:00', 'from'), {
    code: 'INVALID_ARGUMENT',
    message: /^from must be .*, not "2023-04-05T06:07:08\+20:00" \(offsets reach from -14:00 to \+14:00\)$/,
  });
});

test('a text that is not ISO 8601 is described by what it looks like', () => {
  const looks: { readonly [text: string]: RegExp } = {
    '1694496600': /it looks like Unix seconds/,
    '1694496600123': /it looks like Unix milliseconds/,
    '1694496600123456': /it looks like Unix microseconds/,
    '1694496600123456789': /it looks like Unix nanoseconds/,
    '44927.5': /day number of a spreadsheet/,
    '12': /it is a number/,
    '2023-02-30': /there is no such day or time/,
    '2023-01-01T24:00:00': /there is no such day or time/,
    '4/12/2016 7:21:00 AM': /a date that does not begin with the year/,
    'Sat Jan 07 10:00:00 PDT 2017': /it names the month/,
    '2023-01-01 10:00:00 EST': /EST names different offsets in different places; write it as digits/,
  };
  for (const [text, reason] of Object.entries(looks)) {
    assert.throws(() => requireInstant(text, 'from'), { code: 'INVALID_ARGUMENT', message: reason });
  }
});

test('exactly the days of the calendar exist', () => {
  for (const year of [1970, 1999, 2000, 2023, 2024, 2096, 2099]) {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const text = [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
        const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month);
        const ms = parseInstant(text);
        assert.equal(ms !== undefined, exists, text);
        if (ms !== undefined) assert.deepEqual([civilDate(ms), ms % MS_PER_DAY], [{ year, month, day }, 0]);
      }
    }
  }
});

test('a store keeps 1970 to 2099, and an end of a window may be the first instant past that', () => {
  assert.equal(inInstantRange(0), true);
  assert.equal(inInstantRange(-1), false);
  assert.equal(inInstantRange(Date.parse('2100-01-01') - 1), true);
  assert.equal(inInstantRange(Date.parse('2100-01-01')), false);
  assert.equal(inInstantRange(Number.NaN), false);
  assert.equal(requireInstant('2100-01-01', 'to'), Date.parse('2100-01-01'));
  for (const value of ['1969-12-31T23:59:59.999Z', '2100-01-01T00:00:00.001Z', '0001-01-01', '9999-12-31', 'soon', 5]) {
    assert.throws(
      () => requireInstant(value, 'to'),
      (error) => error instanceof PulsebaseError && error.code === 'INVALID_ARGUMENT' && error.field === 'to',
    );
  }
});
