import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonBeginning } from '../../../src/importers/json/json-beginning.ts';

const beginning = (text: string) => jsonBeginning(Buffer.from(text));

test('the beginning of JSON is what is whole of it', () => {
  assert.deepEqual(beginning('{"a":1,"b":[1,2,{"c":"x"},{"d":"cut o'), { a: 1, b: [1, 2, { c: 'x' }, {}] });
  assert.deepEqual(beginning('[{"a":"]}\\"","b":2'), [{ a: ']}"' }]);
  assert.deepEqual(beginning(' {"a":1}\n{"b":2}'), { a: 1 });
  assert.deepEqual(beginning('\uFEFF[]'), []);
  assert.deepEqual(beginning('{'), {});
  assert.deepEqual(beginning('{"a":1'), {});
});

test('what is not JSON has none', () => {
  for (const text of ['', 'a,b', '{a:1,', '{"a" 1,', '"text"', '<xml/>'])
    assert.equal(beginning(text), undefined, text);
});

test('the beginning of any JSON that is cut is part of it', () => {
  const value = { text: 'é"\\{[', list: [[], {}, null, true, -1.5e3], nested: { deep: { er: [1] } } };
  const bytes = Buffer.from(JSON.stringify(value));
  for (let end = 1; end <= bytes.length; end += 1) {
    const cut = jsonBeginning(bytes.subarray(0, end)) as typeof value;
    assert.equal(typeof cut, 'object');
    if (cut.list !== undefined) assert.deepEqual(cut.list, value.list.slice(0, cut.list.length));
  }
  assert.deepEqual(jsonBeginning(bytes), value);
});
