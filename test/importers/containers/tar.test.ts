import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { fileOf } from '../read-import.ts';
import { readMembers } from './read-members.ts';
import { csv, DAY_FIRST, reading } from './sample-tables.ts';
import { paxOf, type TarEntry, tarOf } from './tar-of.ts';
import { zipOf } from './zip-of.ts';

const readTar = (...entries: TarEntry[]) => readMembers(fileOf(tarOf(entries)));

describe('a tar archive', () => {
  test('gives the files in it, packed or not; folders and links are none', async () => {
    const archive = tarOf([
      { name: 'export/', type: '5' },
      { name: 'export/a.csv', content: csv(1) },
      { name: 'export/link.csv', type: '2' },
      { name: 'export/notes.txt', content: 'x'.repeat(512) },
      { name: 'export/._a.csv', content: csv(2) },
      { name: 'b.zip', content: zipOf([{ name: 'c.csv', content: csv(3) }]) },
      { name: 'd.csv.gz', content: gzipSync(csv(4)) },
    ]);
    for (const bytes of [archive, gzipSync(archive), gzipSync(gzipSync(archive)), archive.subarray(0, -1024)]) {
      assert.deepEqual(
        (await readMembers(fileOf(bytes))).map(({ name, readings }) => [name, readings]),
        [
          ['export/a.csv', [reading(1)]],
          ['export/notes.txt', undefined],
          ['b.zip/c.csv', [reading(3)]],
          ['d.csv.gz', [reading(4)]],
        ],
      );
    }
  });

  test('long names: those of ustar, of GNU and of pax', async () => {
    const long = `${'folder/'.repeat(20)}long.csv`;
    const outcomes = await readTar(
      { name: 'a.csv', prefix: 'p/q', content: csv(1) },
      { name: '././@LongLink', type: 'L', content: `${long}\0` },
      { name: long.slice(0, 100), content: csv(2) },
      paxOf({ mtime: '1.5', path: `ü/${long}`, comment: 'a=b' }),
      { name: 'short', content: csv(3) },
      { name: 'after.csv', content: csv(4) },
    );
    assert.deepEqual(
      outcomes.map(({ name, readings }) => [name, readings?.[0]]),
      [
        ['p/q/a.csv', reading(1)],
        [long, reading(2)],
        [`ü/${long}`, reading(3)],
        ['after.csv', reading(4)],
      ],
    );
  });

  test('names that would break a line, or turn it, are told in one line', async () => {
    const outcomes = await readTar(
      { name: 'a\nb\u202e.csv', content: csv(1) },
      { name: '\nc.zip', content: 'PK\x03\x04' },
    );
    assert.deepEqual(
      outcomes.map(({ name }) => name),
      ['a b .csv', ' c.zip'],
    );
    assert.match(outcomes[1]?.error ?? '', /^[^\n]* c\.zip is damaged/);
  });

  test('sizes: those of pax, and binary ones', async () => {
    const content = csv(1);
    const octal = (size: number) => Buffer.from(`${size.toString(8).padStart(11, '0')}\0`);
    const binary = Buffer.alloc(12);
    binary[0] = 0x80;
    binary.writeBigUInt64BE(BigInt(content.length), 4);
    const outcomes = await readTar(
      paxOf({ size: String(content.length) }),
      { name: 'a.csv', content, size: octal(0) },
      { name: 'b.csv', content, size: binary },
      { name: 'c.csv', content },
    );
    assert.deepEqual(
      outcomes.map(({ name, readings }) => [name, readings?.[0]]),
      ['a.csv', 'b.csv', 'c.csv'].map((name) => [name, reading(1)]),
    );
  });

  test('cut off: what was readable, and where it ends', async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => `${at + 1},2023-04-05T06:07:08Z,70\n`).join('');
    const archive = tarOf([
      { name: 'a.csv', content: csv(1) },
      { name: 'b.csv', content: `user_id,timestamp,heart_rate\n${rows}` },
    ]);
    const [a, b] = await readMembers(fileOf(archive.subarray(0, 20_000)));
    assert.deepEqual(a?.readings, [reading(1)]);
    assert.match(b?.error ?? '', /FILE\/b\.csv is cut off: the tar archive ends in it; fetch it again/);
    assert.ok(b!.readings!.length > 500);
    await assert.rejects(readMembers(fileOf(archive.subarray(0, 1200))), /is damaged, or cut off: a header of its tar/);
    const gzip = gzipSync(archive);
    const packed = await readMembers(fileOf(gzip.subarray(0, gzip.length / 2)));
    assert.deepEqual(packed[0]?.readings, [reading(1)]);
    assert.match(packed[1]?.error ?? '', /cut off/);
  });

  test('a header that is damaged ends it; the files before it are given', async () => {
    const archive = tarOf([
      { name: 'a.csv', content: csv(1) },
      { name: 'b.csv', content: csv(2) },
    ]);
    archive[1024 + 5] = 0x21;
    const names: string[] = [];
    const read = readMembers(fileOf(archive), {
      personOf: (name) => {
        names.push(name.slice(-5));
        return undefined;
      },
    });
    await assert.rejects(read, { code: 'INVALID_FILE', message: /a header of its tar archive cannot be read/ });
    assert.deepEqual(names, ['a.csv']);
  });

  test('whose first header is damaged is told as such', async () => {
    const content = csv(1);
    const sizes = ['zzzz\0', '-1\0'].map((size) => tarOf([{ name: 'a.csv', content, size: Buffer.from(size) }]));
    const sum = tarOf([{ name: 'a.csv', content }]);
    sum[5] = 0x21;
    for (const archive of [...sizes, sum]) {
      for (const bytes of [archive, gzipSync(archive)]) {
        await assert.rejects(readMembers(fileOf(bytes)), {
          code: 'INVALID_FILE',
          message: /is damaged, or cut off: a header of its tar archive cannot be read/,
        });
      }
    }
  });

  test('is not taken for one because of a word in a text', async () => {
    const head = 'user_id,timestamp,heart_rate,note\n1,2023-04-05T06:07:08Z,70,';
    const text = `${head}${'x'.repeat(257 - head.length)}ustar  ${'x'.repeat(1000)}\n`;
    const [member] = await readMembers(fileOf(Buffer.from(text)));
    assert.equal(member?.readings?.length, 1);
  });

  test('a size that is no number of bytes ends it; the files before it are given', async () => {
    const first = { name: 'a.csv', content: csv(1) };
    const archives = [
      ...['x', '-7', '10.5', '1e999', ''].map((size) => [paxOf({ size }), { name: 'b.csv', content: csv(2) }]),
      ...['zzzz', '-1'].flatMap((text) =>
        ['0', 'L', 'x', '5'].map((type) => [{ name: 'b.csv', content: csv(2), type, size: Buffer.from(`${text}\0`) }]),
      ),
    ];
    for (const rest of archives) {
      const names: string[] = [];
      const personOf = (name: string) => {
        names.push(name.slice(-5));
        return undefined;
      };
      await assert.rejects(readMembers(fileOf(tarOf([first, ...rest])), { personOf }), {
        code: 'INVALID_FILE',
        message: /a header of its tar archive cannot be read/,
      });
      assert.deepEqual(names, ['a.csv']);
    }
  });

  test('a name that is longer than any is refused', async () => {
    await assert.rejects(readTar({ name: 'x', type: 'L', content: 'a'.repeat(100_000) }), {
      message: /holds a tar header of 100000 bytes; 65536 are read at most/,
    });
  });

  test('a format that looks at all rows before the first can do so here too', async () => {
    const archive = tarOf([
      { name: 'a.csv', content: csv(7) },
      { name: 'days.csv', content: DAY_FIRST },
      { name: 'z.csv', content: csv(8) },
    ]);
    for (const bytes of [archive, gzipSync(archive)]) {
      const [a, days, z] = await readMembers(fileOf(bytes));
      assert.equal(days?.readings?.length, 15_001);
      assert.equal(days?.readings?.[0], '1 2023-05-04T10:00:00.000Z 70');
      assert.deepEqual([a?.readings, z?.readings], [[reading(7)], [reading(8)]]);
    }
  });

  test('a file that is mutated anywhere gives readings or an error that says what is wrong', async () => {
    const archive = tarOf([{ name: 'a.csv', content: csv(1) }, paxOf({ path: 'b' }), { name: 'b', content: csv(2) }]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(archive.length),
        async (changes, cut) => {
          const bytes = Buffer.from(archive);
          for (const [at, byte] of changes) bytes[at] = byte;
          try {
            for (const { error } of await readMembers(fileOf(bytes.subarray(0, cut)))) {
              assert.doesNotMatch(error ?? '', /\n|undefined|NaN/);
            }
          } catch (error) {
            assert.ok(error instanceof PulsebaseError, String(error));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
