import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { UNPACK_LIMITS } from '../../../src/importers/containers/unpack-counter.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { fileOf } from '../read-import.ts';
import { readMembers } from './read-members.ts';
import { csv, DAY_FIRST, reading } from './sample-tables.ts';
import { tarOf } from './tar-of.ts';
import { zipOf } from './zip-of.ts';

const readZip = (...entries: Parameters<typeof zipOf>[0]) => readMembers(fileOf(zipOf(entries)));

describe('a zip archive', () => {
  test('gives the files in it, in its order; what holds no readings is passed over, what systems add is not seen', async () => {
    const outcomes = await readZip(
      { name: 'export/', content: '', method: 0 },
      { name: 'export/b.csv', content: csv(1) },
      { name: 'export/notes.txt', content: 'hello\n' },
      { name: 'export/a.csv', content: csv(2), method: 0 },
      { name: 'export/empty', content: '' },
      { name: '__MACOSX/export/._b.csv', content: csv(3) },
      { name: 'export/.DS_Store', content: csv(3) },
      { name: Buffer.from('m\xe4rz.csv', 'latin1'), content: csv(4) },
      { name: 'windows\\c.csv', content: csv(5) },
    );
    assert.deepEqual(outcomes, [
      { name: 'export/b.csv', format: 'csv', readings: [reading(1)] },
      { name: 'export/notes.txt' },
      { name: 'export/a.csv', format: 'csv', readings: [reading(2)] },
      { name: 'export/empty' },
      { name: 'märz.csv', format: 'csv', readings: [reading(4)] },
      { name: 'windows/c.csv', format: 'csv', readings: [reading(5)] },
    ]);
  });

  test('a member that is damaged, encrypted or packed in an unknown way is told, and stops no other', async () => {
    const good = { name: 'good.csv', content: csv(9) };
    for (const [entry, error, readings] of [
      [{ checksum: 1 }, /FILE\/bad\.csv is damaged: its checksum is wrong; fetch the archive again/, [reading(1)]],
      [{ isEncrypted: true }, /FILE\/bad\.csv is encrypted; unpack it, and import what was in it/, undefined],
      [{ method: 93 }, /FILE\/bad\.csv is packed by method 93, which is not known; unpack it/, undefined],
    ] as const) {
      const [bad, other] = await readZip({ name: 'bad.csv', content: csv(1), ...entry }, good);
      assert.match(bad?.error ?? '', error);
      assert.deepEqual(bad?.readings, readings);
      assert.deepEqual(other, { name: 'good.csv', format: 'csv', readings: [reading(9)] });
    }
  });

  test('packed data that are damaged give what was readable', async () => {
    const rows = Array.from({ length: 50_000 }, (_, at) => `${at + 1},${new Date(at * 77_777_777).toISOString()},70\n`);
    const archive = zipOf([{ name: 'long.csv', content: `user_id,timestamp,heart_rate\n${rows.join('')}` }]);
    archive.fill(0xff, archive.length / 2, archive.length / 2 + 200);
    const [long] = await readMembers(fileOf(archive));
    assert.match(long?.error ?? '', /FILE\/long\.csv is damaged, or not a whole zip archive \(/);
    assert.ok(long!.readings!.length > 1000);
    assert.match(long!.readings![0]!, /^1 1970-01-01/);
  });

  test('that is cut has no list of what is in it', async () => {
    const archive = zipOf([{ name: 'a.csv', content: csv(1) }]);
    for (const length of [4, 30, archive.length - 30, archive.length - 1]) {
      await assert.rejects(readMembers(fileOf(archive.subarray(0, length))), {
        code: 'INVALID_FILE',
        message: /is damaged, or not a whole zip archive \(.*\); fetch it again$/,
      });
    }
  });

  test('archives in it are looked into: each member is named with all that it lies in', async () => {
    const nested = zipOf([
      { name: 'x/a.csv', content: csv(1) },
      { name: 'b.csv.gz', content: gzipSync(csv(2)) },
    ]);
    const outcomes = await readZip(
      { name: 'inner.zip', content: nested, method: 0 },
      { name: 'inner.tar.gz', content: gzipSync(tarOf([{ name: 'c.csv', content: csv(3) }])) },
      { name: 'broken.zip', content: nested.subarray(0, 50) },
      { name: 'd.csv', content: csv(4) },
    );
    assert.deepEqual(
      outcomes.map(({ name, readings, error }) => [name, readings ?? error]),
      [
        ['inner.zip/x/a.csv', [reading(1)]],
        ['inner.zip/b.csv.gz', [reading(2)]],
        ['inner.tar.gz/c.csv', [reading(3)]],
        ['broken.zip', outcomes[3]?.error],
        ['d.csv', [reading(4)]],
      ],
    );
    assert.match(outcomes[3]?.error ?? '', /FILE\/broken\.zip is damaged/);
  });

  test('a workbook is no archive of readings', async () => {
    await assert.rejects(readZip({ name: '[Content_Types].xml', content: '<Types/>' }), {
      code: 'INVALID_FILE',
      message: /is a workbook; save its sheet as CSV UTF-8, and import that$/,
    });
  });

  test('a format that looks at all rows before the first can do so here too', async () => {
    const inner = zipOf([{ name: 'days.csv', content: DAY_FIRST }]);
    for (const bytes of [inner, zipOf([{ name: 'inner.zip', content: inner }])]) {
      const [days] = await readMembers(fileOf(bytes));
      assert.equal(days?.readings?.length, 15_001);
      assert.equal(days?.readings?.[0], '1 2023-05-04T10:00:00.000Z 70');
    }
  });

  test('the format that was asked for is the only one that is looked for', async () => {
    const path = fileOf(
      zipOf([
        { name: 'a.csv', content: csv(1) },
        { name: 'b.ndjson', content: '{"userId":2,"timestamp":"2023-04-05T06:07:08Z","heartRate":70}\n' },
      ]),
    );
    assert.deepEqual(await readMembers(path, { format: 'ndjson' }), [
      { name: 'a.csv' },
      { name: 'b.ndjson', format: 'ndjson', readings: [reading(2)] },
    ]);
  });

  test('names that would break a line, or turn it, are told in one line', async () => {
    const outcomes = await readMembers(
      fileOf(
        zipOf([
          { name: 'a\nb\u202e.csv', content: csv(1) },
          { name: '\nc.zip', content: 'PK\x03\x04' },
        ]),
      ),
    );
    assert.deepEqual(
      outcomes.map(({ name }) => name),
      ['a b .csv', ' c.zip'],
    );
    assert.match(outcomes[1]?.error ?? '', /^[^\n]* c\.zip is damaged/);
  });

  test('a file that is mutated anywhere gives readings or an error that says what is wrong', async () => {
    const archive = zipOf([
      { name: 'a.csv', content: csv(1).repeat(20) },
      { name: 'b.zip', content: zipOf([{ name: 'c.csv', content: csv(2) }]) },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(archive.length),
        async (changes, cut) => {
          const bytes = Buffer.from(archive);
          for (const [at, byte] of changes) bytes[at] = byte;
          try {
            for (const { error } of await readMembers(fileOf(cut < 20 ? bytes.subarray(0, cut) : bytes))) {
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

describe('what is made to harm', () => {
  const refused = (limits: Partial<typeof UNPACK_LIMITS>, bytes: Buffer) =>
    readMembers(fileOf(bytes), { limits: { ...UNPACK_LIMITS, ...limits } });

  test('more members than are read', async () => {
    const entries = Array.from({ length: 12 }, (_, at) => ({ name: `${at}.txt`, content: 'x\n' }));
    await assert.rejects(refused({ members: 10 }, zipOf(entries)), {
      code: 'INVALID_FILE',
      message: /holds more than 10 files; unpack it, and import what was in it$/,
    });
    // Those in archives within count too.
    const [, ...outcomes] = await refused({ members: 10 }, zipOf([{ name: 'in.zip', content: zipOf(entries) }]));
    assert.match(outcomes.at(-1)?.error ?? '', /holds more than 10 files/);
    assert.equal(outcomes.length, 9);
  });

  test('archives in archives in archives', async () => {
    let archive = zipOf([{ name: 'a.csv', content: csv(1) }]);
    for (let depth = 1; depth < UNPACK_LIMITS.depth; depth += 1) {
      assert.deepEqual((await readMembers(fileOf(archive)))[0]?.readings, [reading(1)]);
      archive = zipOf([{ name: 'in.zip', content: archive }]);
    }
    assert.deepEqual((await readMembers(fileOf(archive)))[0]?.readings, [reading(1)]);
    archive = zipOf([
      { name: 'in.zip', content: archive },
      { name: 'b.csv', content: csv(2) },
    ]);
    const outcomes = await readMembers(fileOf(archive));
    assert.match(outcomes[0]?.error ?? '', /holds archives in archives more than 4 deep; unpack it/);
    assert.deepEqual(outcomes[1]?.readings, [reading(2)]);
  });

  test('more bytes than are read', async () => {
    const content = `${csv(1)}${'\n'.repeat(200_000)}`;
    const [outcome] = await refused({ bytes: 100_000 }, zipOf([{ name: 'a.csv', content }]));
    assert.match(outcome?.error ?? '', /FILE unpacks to more than 100000 bytes; unpack it/);
    assert.deepEqual((await refused({ bytes: 1_000_000 }, zipOf([{ name: 'a.csv', content }])))[0]?.error, undefined);
  });

  test('far more bytes than lie there', async () => {
    const bomb = zipOf([
      { name: 'bomb.csv', content: Buffer.concat([Buffer.from(csv(1)), Buffer.alloc(80_000_000, '\n')]) },
    ]);
    const outcomes = await refused({}, zipOf([{ name: 'in.zip', content: bomb }]));
    assert.match(outcomes[0]?.error ?? '', /FILE unpacks to more than 1100 times its size; unpack it/);
    assert.deepEqual(outcomes[0]?.readings, [reading(1)]);
  });
});
