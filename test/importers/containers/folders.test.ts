import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openImport } from '../../../src/importers/open-import.ts';
import { fileOf } from '../read-import.ts';
import { readMembers } from './read-members.ts';
import { csv, reading } from './sample-tables.ts';
import { zipOf } from './zip-of.ts';

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = `${fileOf('')}.d`;
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('a folder', () => {
  test('gives the files in it and below it, in order of their names; what systems add is not seen', async () => {
    const folder = folderOf({
      'b.csv': csv(2),
      'a/z.csv.gz': gzipSync(csv(1)),
      'c.zip': zipOf([
        { name: 'in.csv', content: csv(3) },
        { name: 'bad.csv', content: csv(4), checksum: 1 },
      ]),
      'd.zip': Buffer.from('PK\u0003\u0004 cut'),
      'e.csv.gz': gzipSync(csv(5)).subarray(0, 12),
      'f.txt': 'hello\n',
      '.DS_Store': csv(9),
      '.git/x.csv': csv(9),
      '__MACOSX/x.csv': csv(9),
      'z.csv': csv(6),
    });
    const outcomes = await readMembers(folder);
    assert.deepEqual(
      outcomes.map(({ name, readings, error }) => [name, readings?.[0], error !== undefined]),
      [
        ['a/z.csv.gz', reading(1), false],
        ['b.csv', reading(2), false],
        ['c.zip/in.csv', reading(3), false],
        ['c.zip/bad.csv', reading(4), true],
        ['d.zip', undefined, true],
        ['e.csv.gz', undefined, true],
        ['f.txt', undefined, false],
        ['z.csv', reading(6), false],
      ],
    );
  });

  test('links are not followed, neither out of it nor around', async () => {
    const folder = folderOf({ 'a.csv': csv(1) });
    symlinkSync(fileOf(csv(2)), join(folder, 'out.csv'));
    symlinkSync(folder, join(folder, 'around'));
    symlinkSync('/nowhere', join(folder, 'broken'));
    assert.deepEqual(
      (await readMembers(folder)).map(({ name }) => name),
      ['a.csv'],
    );
  });

  test('progress is in bytes as they lie there', async () => {
    const packed = gzipSync(csv(1).repeat(1000));
    const folder = folderOf({ 'a.csv': csv(1), 'b.csv.gz': packed });
    const target = await openImport(folder, { format: 'auto' });
    assert.equal(target.totalBytes, csv(1).length + packed.length);
    for await (const member of target.members()) {
      if ('blocks' in member) for await (const _ of member.blocks());
    }
    assert.equal(target.bytesRead(), target.totalBytes);
  });
});

describe('of several devices', () => {
  const table = (device: string, minutes: readonly number[]) =>
    `user_id,timestamp,heart_rate,device\n${minutes.map((minute) => `1,2023-04-05T06:${String(minute).padStart(2, '0')}:00Z,${70 + minute},${device}\n`).join('')}`;
  const later = 'user_id,timestamp,heart_rate,device\n1,2023-04-05T09:00:00Z,90,strap\n';
  const files = { 'a.csv': table('strap', [1, 2]), 'b.csv': table('watch', [3, 4]), 'c.csv': later };

  test('one that is preferred goes first in its hours, whichever file it is in', async () => {
    const zip = fileOf(zipOf(Object.entries(files).map(([name, content]) => ({ name, content }))));
    for (const path of [folderOf(files), zip]) {
      const taken = async (...devices: string[]) =>
        (await readMembers(path, { devices })).map(({ readings }) => readings?.length);
      assert.deepEqual(await taken(), [2, 2, 1]);
      assert.deepEqual(await taken('watch'), [0, 2, 0]);
      assert.deepEqual(await taken('watch', 'strap'), [0, 2, 1]);
      assert.deepEqual(await taken('strap', 'watch'), [2, 0, 1]);
      assert.deepEqual(await taken('phone', 'watch'), [0, 2, 0]);
    }
  });
});
