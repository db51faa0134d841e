import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonArrayElements } from '../../src/importers/json-array/json-array-elements.ts';

/** Cuts a text at some places, and gives the elements that come out, or what is wrong. */
function elementsOf(text: string, cuts: readonly number[]): readonly string[] | string {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  const pieces = [0, ...places].map((from, at) => text.slice(from, places[at] ?? text.length));
  const elements = new JsonArrayElements();
  const found: string[] = [];
  let pending = '';
  for (const [at, piece] of [...pieces, ''].entries()) {
    pending += piece;
    const isLast = at === pieces.length;
    pending = pending.slice(
      elements.read(
        pending,
        pending.length,
        isLast,
        () => false,
        (element) => found.push(element),
      ),
    );
  }
  return elements.failure ?? found;
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>({ a: '}' }, { 'b"]': '\\' }, ['[', '{"'], '\\"', 'ä😀', { userId: 1, x: {} }, []),
);

test('the elements of an array are found wherever the text is cut', () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.nat({ max: 2 }),
      (values, cuts, indent) => {
        const text = JSON.stringify(values, undefined, indent);
        const found = elementsOf(text, cuts);
        assert.ok(typeof found !== 'string', String(found));
        assert.deepEqual(
          found.map((element) => JSON.parse(element)),
          JSON.parse(text),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test('a text that is not an array is found out, wherever it is cut', () => {
  const token = fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', '1', ' ', '"a"', '{"a":1}', 'x');
  fc.assert(
    fc.property(fc.array(token, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 4 }), (tokens, cuts) => {
      const text = tokens.join('');
      const whole = elementsOf(text, []);
      assert.deepEqual(elementsOf(text, cuts), whole);
      let parsed: unknown;
      try {
        parsed = JSON.parse(text);
      } catch {
        // Whether an element is proper JSON is for its parser to say.
        return;
      }
      assert.equal(Array.isArray(parsed), typeof whole !== 'string');
    }),
    { numRuns: 3000 },
  );
});
