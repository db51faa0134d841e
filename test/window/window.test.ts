import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_TIME, requireWindow } from '../../src/window/window.ts';

test('both ends are inclusive instants; a date is its midnight', () => {
  assert.deepEqual(requireWindow({ from: '2023-01-01', to: '2023-01-02' }), {
    from: Date.UTC(2023, 0, 1),
    to: Date.UTC(2023, 0, 2),
  });
  const now = new Date('2023-06-30T10:20:30.456Z');
  assert.deepEqual(requireWindow({ from: now, to: now }), { from: now.getTime(), to: now.getTime() });
  assert.deepEqual(requireWindow({ from: '2023-01-01T00:00:00+02:00', to: '2022-12-31T22:00:00Z' }), {
    from: Date.UTC(2022, 11, 31, 22),
    to: Date.UTC(2022, 11, 31, 22),
  });
});

test('until 2100-01-01 means until the end', () => {
  assert.deepEqual(requireWindow({ from: '1970-01-01', to: '2100-01-01' }), ALL_TIME);
});

test('what is not a window is refused by the name of the end at fault', () => {
  for (const [from, to, field] of [
    ['2023-01-02', '2023-01-01', 'from'],
    ['2100-01-01', '2100-01-01', 'from'],
    ['1969-12-31', '2023-01-01', 'from'],
    ['2023-01-01', '2100-01-01T00:00:00.001Z', 'to'],
    ['2023-01-01', 'later', 'to'],
  ] as const) {
    assert.throws(() => requireWindow({ from, to }), { code: 'INVALID_ARGUMENT', field }, `${from} ${to}`);
  }
});
