import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateWindows } from '../../src/fhir/date-windows.ts';

const NOW = Date.parse('2023-04-15T00:00:00Z');

function shown(...parameters: string[]): string[] | undefined {
  return dateWindows(parameters, NOW)?.map(
    ({ from, to }) => `${new Date(from).toISOString()} ${new Date(to).toISOString()}`,
  );
}

const START = '1970-01-01T00:00:00.000Z';
const END = '2099-12-31T23:59:59.999Z';

test('a date stands for as long as it is written precisely', () => {
  for (const [date, from, to] of [
    ['2023', '2023-01-01T00:00:00.000Z', '2023-12-31T23:59:59.999Z'],
    ['2024-02', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2023-04-05', '2023-04-05T00:00:00.000Z', '2023-04-05T23:59:59.999Z'],
    ['2023-04-05T06:07Z', '2023-04-05T06:07:00.000Z', '2023-04-05T06:07:59.999Z'],
    ['2023-04-05T06:07:08', '2023-04-05T06:07:08.000Z', '2023-04-05T06:07:08.999Z'],
    ['2023-04-05T06:07:08.09Z', '2023-04-05T06:07:08.090Z', '2023-04-05T06:07:08.090Z'],
    ['2023-04-05T06:07+02:00', '2023-04-05T04:07:00.000Z', '2023-04-05T04:07:59.999Z'],
    ['2023-04-05T06:07 02:00', '2023-04-05T04:07:00.000Z', '2023-04-05T04:07:59.999Z'],
    ['2023-04-05T23:00-05:30', '2023-04-06T04:30:00.000Z', '2023-04-06T04:30:59.999Z'],
  ] as const) {
    assert.deepEqual(shown(date), [`${from} ${to}`], date);
  }
});

test('each prefix has the meaning that the specification gives it for a point in time', () => {
  const [before, from, to, after] = [
    '2023-04-04T23:59:59.999Z',
    '2023-04-05T00:00:00.000Z',
    '2023-04-05T23:59:59.999Z',
    '2023-04-06T00:00:00.000Z',
  ];
  for (const [prefix, ...windows] of [
    ['eq', `${from} ${to}`],
    ['ne', `${START} ${before}`, `${after} ${END}`],
    ['gt', `${after} ${END}`],
    ['sa', `${after} ${END}`],
    ['lt', `${START} ${before}`],
    ['eb', `${START} ${before}`],
    ['ge', `${from} ${END}`],
    ['le', `${START} ${to}`],
    // A tenth of the nine and a half days from the middle of that day to now.
    ['ap', '2023-04-04T01:11:59.999Z 2023-04-06T22:48:00.000Z'],
  ] as const) {
    assert.deepEqual(shown(`${prefix}2023-04-05`), windows, prefix);
  }
});

test('parameters must all hold, values separated by commas are alternatives', () => {
  assert.deepEqual(shown(), [`${START} ${END}`]);
  assert.deepEqual(shown('ge2023-04', 'lt2023-06'), ['2023-04-01T00:00:00.000Z 2023-05-31T23:59:59.999Z']);
  assert.deepEqual(shown('2023-01,2023-03'), [
    '2023-01-01T00:00:00.000Z 2023-01-31T23:59:59.999Z',
    '2023-03-01T00:00:00.000Z 2023-03-31T23:59:59.999Z',
  ]);
  assert.deepEqual(shown('2023-02,2023-01'), ['2023-01-01T00:00:00.000Z 2023-02-28T23:59:59.999Z']);
  assert.deepEqual(shown('ge2023-04', 'lt2023-03'), []);
  assert.deepEqual(shown('ne2023', 'ge2022', 'le2024'), [
    '2022-01-01T00:00:00.000Z 2022-12-31T23:59:59.999Z',
    '2024-01-01T00:00:00.000Z 2024-12-31T23:59:59.999Z',
  ]);
  assert.deepEqual(shown('2150'), []);
  assert.deepEqual(shown('ge1900'), [`${START} ${END}`]);
});

test('what is no date is told apart', () => {
  for (const text of [
    '',
    'x',
    '23',
    '2023-13',
    '2023-02-30',
    '2023-04-05T24:00',
    '2023-04-05T06',
    'xx2023',
    '2023,',
    '2023-04-05T06:07+15:00',
  ]) {
    assert.equal(dateWindows([text], NOW), undefined, text);
  }
});
