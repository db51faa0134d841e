import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { type ZipMember, zipPieces } from '../../src/exporters/zip-pieces.ts';

const NOW = Date.parse('2026-11-27T10:20:30Z');

async function unzipped(archive: Buffer): Promise<readonly (readonly [path: string, content: Buffer, at: string])[]> {
  const zip = await yauzl.fromBufferPromise(archive, { lazyEntries: true, strictFileNames: true });
  const found: [string, Buffer, string][] = [];
  for await (const entry of zip.eachEntry()) {
    const content = await buffer(await zip.openReadStreamPromise(entry));
    assert.equal(crc32(content), entry.crc32);
    found.push([entry.fileName, content, entry.getLastModDate({ timezone: 'UTC' }).toISOString()]);
  }
  return found;
}

const zipped = async (members: AsyncIterable<ZipMember> | Iterable<ZipMember>) => buffer(zipPieces(members, NOW));

test('an archive is read by another reader: paths, contents, checksums, times', async () => {
  const large = Buffer.alloc(1_000_000, 'readings, ');
  async function* pieces() {
    yield large.subarray(0, 300_000);
    yield large.subarray(300_000);
  }
  const found = await unzipped(
    await zipped([
      { path: 'README.txt', pieces: ['Ada ', 'née Byron'] },
      { path: 'readings/2023.csv', pieces: pieces() },
      { path: 'leer/Ω.txt', pieces: [] },
    ]),
  );
  assert.deepEqual(
    found.map(([path, content, at]) => [path, content.length, at]),
    [
      ['README.txt', 14, '2026-11-27T10:20:30.000Z'],
      ['readings/2023.csv', large.length, '2026-11-27T10:20:30.000Z'],
      ['leer/Ω.txt', 0, '2026-11-27T10:20:30.000Z'],
    ],
  );
  assert.equal(found[0]![1].toString(), 'Ada née Byron');
  assert.ok(found[1]![1].equals(large));
});

test('an archive of nothing is one', async () => {
  assert.deepEqual(await unzipped(await zipped([])), []);
});

test('what fails in a member fails the archive, and one that is not read to its end lets its members go', async () => {
  async function* failing() {
    yield 'some';
    throw new Error('the store is gone');
  }
  await assert.rejects(zipped([{ path: 'a', pieces: failing() }]), /the store is gone/);

  let isClosed = false;
  async function* endless() {
    try {
      for (;;) yield Buffer.alloc(1_000_000, Math.random().toString());
    } finally {
      isClosed = true;
    }
  }
  let pieces = 0;
  for await (const _ of zipPieces([{ path: 'a', pieces: endless() }], NOW)) {
    pieces += 1;
    if (pieces === 5) break;
  }
  assert.ok(isClosed);
});
