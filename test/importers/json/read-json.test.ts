import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readJson } from '../../../src/importers/json/read-json.ts';
import { gather, generate } from '../read-import.ts';

// Elements of an array that are wanted one by one are read by faster code than a value that is wanted whole. Both have to
// agree on what they are, and on what is wrong with them.

interface Outcome {
  readonly values: readonly unknown[];
  readonly error: string | undefined;
}

async function read(text: string, path: string, chunkBytes = 64 * 1024): Promise<Outcome> {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  const values: unknown[] = [];
  try {
    for await (const _ of readJson({ name: 'it', chunks: generate(chunks) }, [path], (value) => values.push(value)));
  } catch (error) {
    return { values, error: String(error) };
  }
  return { values, error: undefined };
}

/** Elements that have in them what tells arrays, texts and elements apart. */
const ELEMENTS = fc.array(
  fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('a,b', '"', '\\', '\\",{', ']', '},{', 'é', '', '1234567890123456789'),
    fc.constantFrom(0, -1.5e-7, 1e300, 123456789012345),
    fc.record({ time: fc.constantFrom('05/01/23 07:00:15'), value: fc.record({ bpm: fc.nat() }) }),
  ),
  { minLength: 1, maxLength: 12 },
);
/** Takes no value: a fault of the program, not of the file. */
const FAULT = new TypeError('a fault');

const INDENT = fc.constantFrom(undefined, 2, '\t');

describe('elements of an array', () => {
  test('are those of the whole array', async () => {
    await fc.assert(
      fc.asyncProperty(ELEMENTS, INDENT, async (elements, indent) => {
        const text = JSON.stringify(elements, null, indent);
        const whole = await read(text, '$');
        assert.deepEqual(await read(text, '$.*'), { values: whole.values[0], error: undefined });
      }),
      { numRuns: 500 },
    );
  });

  test('are the same wherever the array stands, and of arrays one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(ELEMENTS, INDENT, async (elements, indent) => {
        const text = JSON.stringify({ before: [1, 2, [3]], data: elements, after: [{ data: [4, 5] }] }, null, indent);
        const { values } = await read(JSON.stringify(elements), '$');
        const data = values[0] as unknown[];
        assert.deepEqual(await read(`${text}${text}`, '$.data.*'), { values: [...data, ...data], error: undefined });
      }),
      { numRuns: 200 },
    );
  });

  test('are the same where the text is cut into portions', async () => {
    const elements = Array.from({ length: 3000 }, (_, at) => ({
      at,
      text: `a, "${at}", {é`,
      list: [at, { at: [at] }],
    }));
    for (const indent of [undefined, 1]) {
      const text = JSON.stringify(elements, null, indent);
      for (const chunkBytes of [16_001, 40_000, 10 ** 7]) {
        assert.deepEqual(await read(text, '$.*', chunkBytes), { values: elements, error: undefined });
      }
    }
    // A portion within a text looks like numbers.
    const texts = ['a', 'b', 'c', ', 1, 2, 3, 4'.repeat(4000), 'd'];
    assert.deepEqual(await read(JSON.stringify(texts), '$.*', 10 ** 7), { values: texts, error: undefined });
  });

  test('are given up to where the text is damaged, and with the same error as for the whole', async () => {
    await fc.assert(
      fc.asyncProperty(ELEMENTS, INDENT, fc.nat(), fc.constantFrom(...'",:{}[]\\1-e \u0001'), async (...given) => {
        const [elements, indent, place, letter] = given;
        const text = JSON.stringify(elements, null, indent);
        const at = place % text.length;
        const damaged = text.slice(0, at) + letter + text.slice(at + 1);
        const one = await read(damaged, '$.*');
        const whole = await read(damaged, '$');
        assert.equal(one.error, whole.error);
        if (one.error === undefined)
          assert.deepEqual(
            one.values,
            whole.values.flatMap((value) => (typeof value === 'object' ? Object.values(value ?? {}) : [])),
          );
      }),
      { numRuns: 2000 },
    );
    for (const text of [
      '[1,2,,3]',
      '[1,,2]',
      '[1,2,3,]',
      '[1,2,3 4]',
      '[1,2,"a":3]',
      '[1,2,3}',
      '[1,2,[3}]',
      '[1,2,\u0001"3"]',
    ]) {
      assert.match((await read(text, '$.*')).error ?? '', /is not JSON at byte 0/, text);
    }
  });

  test('of which a text or a word is cut off are not whole', async () => {
    for (const text of ['"a', '"a" "b', '[1] "', '{"a":1} tru', '"[""]]']) {
      assert.match((await read(text, '$')).error ?? '', /is cut off at byte/, text);
      assert.match((await read(text, '$.*')).error ?? '', /is cut off at byte/, text);
    }
    for (const text of ['', ' ', '1', '[1]', '[1] 2', '{"a":1}\n{"a":2}\n', 'true']) {
      assert.equal((await read(text, '$')).error, undefined, text);
    }
  });

  test('whose whole numbers would be rounded come as their text', async () => {
    for (const number of ['9007199254740993', '-9007199254740993', '12345678901234567890', '1.2345678901234567e30']) {
      for (const text of [`[1,2,${number},3]`, `[1,2,{"a":[${number}]},3]`]) {
        assert.equal(JSON.stringify((await read(text, '$.*')).values), text.replace(number, `"${number}"`));
      }
    }
  });

  test('nest no deeper than other values', async () => {
    const nested = (depth: number) => `[1,2,${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},3]`;
    assert.equal((await read(nested(100), '$.*')).error, undefined);
    assert.match((await read(nested(101), '$.*')).error ?? '', /nests values more than 100 deep/);
  });
});

describe('what is wrong', () => {
  test('is that of whoever takes the values, if it is his', async () => {
    // Elements go past the tokenizer but for the first; whole values go through it.
    for (const [text, path, at] of [
      ['[1,2,3]', '$.*', 1],
      ['[1,2,3]', '$.*', 3],
      ['{"a":1}', '$', 1],
    ] as const) {
      let values = 0;
      const take = () => {
        values += 1;
        if (values === at) throw FAULT;
      };
      const reading = gather(readJson({ name: 'it', chunks: generate([Buffer.from(text)]) }, [path], take));
      await assert.rejects(reading, (error) => error === FAULT);
    }
  });

  test('is of the file where it is no UTF-8 text', async () => {
    for (const path of ['$', '$.*']) {
      const bytes = Buffer.from('["a","b","\xff","d"]', 'latin1');
      const reading = gather(readJson({ name: 'it', chunks: generate([bytes]) }, [path], () => {}));
      await assert.rejects(reading, { code: 'INVALID_FILE', message: /^it is not JSON at byte 0/ });
    }
  });
});
