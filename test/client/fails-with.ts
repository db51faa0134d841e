import assert from 'node:assert/strict';
import { type ErrorCode, PulsebaseError } from '../../src/model/pulsebase-error.ts';

/** For `assert.rejects`: an error of a code, about a field. */
export function failsWith(code: ErrorCode, field?: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof PulsebaseError, String(error));
    assert.deepEqual([error.code, error.field], [code, field]);
    return true;
  };
}
