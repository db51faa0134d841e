import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES, PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { REJECTION_REASONS } from '../../src/model/rejection.ts';
import { showValue } from '../../src/model/show-value.ts';

test('error codes are stable names, each with its meaning in one sentence', () => {
  for (const [code, meaning] of Object.entries(ERROR_CODES)) {
    assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
    assert.match(meaning, /^[A-Z][^\n]*\.$/);
  }
  // Programs depend on these: one may be added, none may go.
  for (const code of [
    'INVALID_ARGUMENT',
    'UNKNOWN_ENGINE',
    'ENGINE_NOT_INSTALLED',
    'STORE_IN_USE',
    'STORE_CLOSED',
    'ABORTED',
    'POOL_TIMEOUT',
  ]) {
    assert.ok(code in ERROR_CODES, code);
  }
});

test('reasons of rejection are stable names, each with its meaning in one sentence', () => {
  for (const [reason, meaning] of Object.entries(REJECTION_REASONS)) {
    assert.match(reason, /^[a-z]+(_[a-z]+)*$/);
    assert.match(meaning, /^[A-Z][^\n]*\.$/);
  }
});

test('an error carries its code, what is at fault, and its cause', () => {
  const cause = new Error('below');
  const error = new PulsebaseError('INVALID_FILE', 'no header', { field: 'id', row: 3, cause });
  assert.ok(error instanceof Error);
  assert.deepEqual(
    [error.name, error.code, error.message, error.field, error.row, error.cause],
    ['PulsebaseError', 'INVALID_FILE', 'no header', 'id', 3, cause],
  );
  assert.equal('cause' in new PulsebaseError('TIMEOUT', 'too slow'), false);
});

test('a value from outside is shown in one short line', () => {
  assert.equal(showValue('a\nb'), '"a\\nb"');
  assert.ok(showValue('x'.repeat(10_000)).length < 80);
  assert.equal(showValue(new Date(Number.NaN)), 'an invalid Date');
  assert.equal(showValue(new Date(0)), '1970-01-01T00:00:00.000Z');
  assert.equal(showValue([100, 60, 'x']), '[100, 60, "x"]');
  assert.deepEqual([[], [{}], Array(1000).fill(1)].map(showValue), ['an empty array', 'an array', 'an array']);
  assert.ok(showValue(Array(10).fill('x'.repeat(50))).length < 80);
  for (const value of [null, undefined, 5n, Symbol('x'), [1], { a: 1 }, () => 1]) {
    assert.ok(!showValue(value).includes('\n') && showValue(value).length < 80);
  }
});
