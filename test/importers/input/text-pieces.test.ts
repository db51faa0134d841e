import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { gunzip } from '../../../src/importers/input/gunzip.ts';
import { textPieces } from '../../../src/importers/input/text-pieces.ts';
import { MAX_ROW } from '../../../src/importers/max-row.ts';
import { cutBytes, gather, generate } from '../read-import.ts';

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }));

/** The pieces put together, with `<long>` for a line that was too long. */
async function join(chunks: Iterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of textPieces(generate(chunks))) {
    assert.ok(piece.isLast || piece.isTooLong || piece.text.endsWith('\n'));
    text += piece.isTooLong ? '<long>' : piece.text;
  }
  return text;
}

describe('text pieces', () => {
  test('give the text however it was cut, without its byte order mark', async () => {
    const unit = fc.constantFrom('a', 'ä', '🫀', '\n', '\r\n', '\uFEFF');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), cuts, async (text, shares) => {
        const bytes = Buffer.from(text);
        assert.equal(await join(cutBytes(bytes, shares)), text.replace(/^\uFEFF/, ''));
      }),
    );
  });

  test('a line of exactly 64 KiB is kept, a longer one is not, however it was cut', async () => {
    const longest = 'x'.repeat(MAX_ROW);
    const text = `a\n${longest}\nb\n${longest}x\nc\n${longest}`;
    const expected = `a\n${longest}\nb\n<long>c\n${longest}`;
    const bytes = Buffer.from(text);
    assert.ok((await join([bytes])) === expected);
    await fc.assert(
      fc.asyncProperty(cuts, async (shares) => {
        // Not assert.equal, which would print megabytes.
        assert.ok((await join(cutBytes(bytes, shares))) === expected);
      }),
      { numRuns: 20 },
    );
  });

  test('an endless line is not held', async () => {
    // As text it would be longer than a string can be.
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const endless = function* () {
      for (let at = 0; at < 600; at += 1) yield chunk;
      yield Buffer.from('\nend');
    };
    assert.equal(await join(endless()), '<long>end');
  });
});

describe('gunzip', () => {
  test('goes on where one member ends with its chunk', async () => {
    const members = ['a', '', 'b'.repeat(100_000), 'c'].map((text) => gzipSync(text));
    const chunks = await gather(gunzip(generate(members), 'test'));
    assert.equal(Buffer.concat(chunks).toString(), `a${'b'.repeat(100_000)}c`);
  });

  test('unpacks chunks cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { minLength: 1 }), cuts, async (members, shares) => {
        const packed = Buffer.concat(members.map((member) => gzipSync(member)));
        const chunks = await gather(gunzip(generate(cutBytes(packed, shares)), 'test'));
        assert.equal(Buffer.concat(chunks).toString(), members.join(''));
      }),
    );
  });
});
