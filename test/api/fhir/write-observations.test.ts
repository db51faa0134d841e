import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refused } from '../../../src/api/fhir/write-observations.ts';

test('a rejected reading is an outcome about the element at fault; one that was deleted meanwhile is a conflict', () => {
  for (const [reason, status, code, element] of [
    ['unknown_user', 422, 'INVALID_ARGUMENT', 'subject'],
    ['timestamp_out_of_range', 422, 'INVALID_ARGUMENT', 'effective'],
    ['heart_rate_out_of_range', 422, 'INVALID_ARGUMENT', 'value'],
    ['erased', 409, 'ERASED', 'subject'],
  ] as const) {
    const error = refused({ row: 3, reason, message: 'why' });
    assert.deepEqual([error.status, error.code, error.field], [status, code, `Bundle.entry[2].resource.${element}`]);
  }
});
