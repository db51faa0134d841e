import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfCondition } from '../../src/alarms/conditions/kind-of-condition.ts';
import { requireRule } from '../../src/alarms/require-rule.ts';

const silence = (forMinutes: number) =>
  requireRule({ name: 'silent', severity: 'low', condition: { type: 'silence', forMinutes } }, 0).condition;

test('minutes of a rule are those of whole milliseconds, however a number shows them', () => {
  for (const milliseconds of [60_001, 246_000, 492_000, 66_667, 527_039_999]) {
    const condition = silence(milliseconds / 60_000);
    assert.equal(kindOfCondition(condition).reachOf(condition).back, milliseconds);
  }
  for (const minutes of [1.000001, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9]) {
    assert.throws(() => silence(minutes), { code: 'INVALID_ARGUMENT', field: 'forMinutes' });
  }
});
