import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeUser } from '../../src/model/merge-user.ts';
import type { User } from '../../src/model/user.ts';

const ADA: User = { id: 7, externalId: 'P-7', name: 'Ada', gender: 'female', age: 36, birthDate: '1990-05-31' };
const NOBODY: User = { id: 7, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null };

test('what is known goes before what is stored, fact by fact', () => {
  for (const told of [
    { externalId: 'Q' },
    { name: 'Ida' },
    { gender: 'other' },
    { age: 0 },
    { birthDate: '2000-02-29' },
  ] as const) {
    assert.deepEqual(mergeUser(ADA, { ...NOBODY, ...told }), { ...ADA, ...told });
    assert.deepEqual(mergeUser(NOBODY, { ...NOBODY, ...told }), { ...NOBODY, ...told });
  }
});

test('what is not known leaves the stored fact', () => {
  assert.deepEqual(mergeUser(ADA, NOBODY), ADA);
  assert.deepEqual(mergeUser(NOBODY, ADA), ADA);
  assert.deepEqual(mergeUser(NOBODY, NOBODY), NOBODY);
});
