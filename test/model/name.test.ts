import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireName } from '../../src/model/name.ts';

test('names are of any script, and show as they are', () => {
  // With a joiner between letters, and within an emoji.
  for (const name of ['Fast at rest', 'пульс', '心拍数', 'نبض', 'می\u200cخواهم', '👩\u200d⚕️', '…', 'a'.repeat(100)]) {
    assert.equal(requireName(name, 'name'), name);
  }
  const wrong = [
    ...['', ' ', 'a'.repeat(101), ' a', 'a\u00a0', 'a\n', 'a\u2028b', 'a\u0000b', '\u009b31m', '\ud800', '.', '..'],
    // What turns what follows it around, and what is not seen.
    ...['\u202egnp.exe', 'a\u2066b', 'a\u200eb', 'a\u061cb', 'a\u200bb', '\ufeffa', 'a\u00adb', 'a\u2060b'],
    ...[undefined, null, 7, {}],
  ];
  for (const name of wrong) {
    const refusal = { code: 'INVALID_ARGUMENT', field: 'name' };
    assert.throws(() => requireName(name, 'name'), refusal, JSON.stringify(name));
  }
});
