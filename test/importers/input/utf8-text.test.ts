import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NO_UTF8, Utf8Decoder, utf8Text } from '../../../src/importers/input/utf8-text.ts';

/** Decodes bytes that are cut at some places. */
function decoded(bytes: Buffer, cuts: readonly number[]): string {
  const decoder = new Utf8Decoder();
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const chunks = [0, ...places].map((from, at) => bytes.subarray(from, places[at] ?? bytes.length));
  return chunks.map((chunk) => decoder.next(chunk)).join('') + decoder.end();
}

const LETTERS = ['a', '\n', 'ü', '€', '𝄞', '𐀀', '\uFEFF'] as const;
const letters = fc.string({ unit: fc.constantFrom(...LETTERS, '\uFFFD'), maxLength: 12 });
const undamaged = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 12 });

test('text comes back letter by letter, however its bytes are cut', () => {
  fc.assert(
    fc.property(letters, fc.array(fc.nat(60)), (text, cuts) => {
      assert.equal(decoded(Buffer.from(text), cuts), text.replace(/^\uFEFF/, ''));
      assert.ok(decoded(Buffer.from(text), cuts).isWellFormed());
    }),
  );
});

test('bytes that are no UTF-8 leave a mark that no text has, wherever they are cut', () => {
  fc.assert(
    fc.property(
      undamaged,
      undamaged,
      fc.constantFrom(0xff, 0xc0, 0x80),
      fc.array(fc.nat(60)),
      (before, after, bad, cuts) => {
        const bytes = Buffer.concat([Buffer.from(before), Buffer.from([bad]), Buffer.from(`|${after}`)]);
        const text = decoded(bytes, cuts);
        assert.ok(!text.isWellFormed());
        assert.ok(text.endsWith(`|${after}`));
      },
    ),
  );
});

test('a letter that is cut off for good is not UTF-8', () => {
  const decoder = new Utf8Decoder();
  assert.equal(decoder.next(Buffer.from('a€').subarray(0, 2)), 'a');
  assert.equal(decoder.end(), NO_UTF8);
  assert.equal(utf8Text(Buffer.from('J\xfcrgen', 'latin1')), `J${NO_UTF8}rgen`);
});
