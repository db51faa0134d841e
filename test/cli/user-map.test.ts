import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { UserMap } from '../../src/cli/user-map.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-user-map-'));
after(() => rmSync(directory, { recursive: true, force: true }));
let maps = 0;

function mapFile(...lines: string[]): string {
  maps += 1;
  const path = join(directory, `${maps}.csv`);
  writeFileSync(path, lines.join('\n'));
  return path;
}

describe('a map of users', () => {
  test('says whose a file is by its path or the end of that, and by what it lies in', async () => {
    const map = await UserMap.read(
      mapFile(
        '\uFEFFfile,user\r',
        'a.csv,P-1\r',
        './data/b.csv , 7 \r',
        '"odd, name.csv",ÿ\r',
        '\r',
        'P2/export.zip,P-2\r',
        'P2/export.zip/other/a.csv,P-3\r',
        'P4/,P-4\r',
        'P4/export.zip,P-5\r',
      ),
    );
    for (const [name, user] of [
      ['a.csv', 'P-1'],
      ['/some/where/a.csv', 'P-1'],
      ['data/b.csv', '7'],
      ['x/data/b.csv', '7'],
      ['b.csv', undefined],
      ['xa.csv', undefined],
      ['odd, name.csv', 'ÿ'],
      ['x/P2/export.zip', 'P-2'],
      ['x/P2/export.zip/apple_health_export/export.xml', 'P-2'],
      ['x/P2/export.zip/other/a.csv', 'P-3'],
      // The line that names the file itself goes before those of what it lies in.
      ['x/P2/export.zip/a.csv', 'P-1'],
      ['P4/run.tcx', 'P-4'],
      ['P4/export.zip/run.tcx', 'P-5'],
    ] as const) {
      assert.equal(map.userOf(name)?.text, user, name);
    }
    assert.deepEqual(map.warnings(), []);
  });

  test('tells the files that were not imported', async () => {
    const path = mapFile('file,user', ...['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.csv,1`));
    const map = await UserMap.read(path);
    map.userOf('b.csv');
    assert.deepEqual(map.warnings(), [`${path} names files that were not imported: a.csv, c.csv, d.csv, and 1 more`]);
  });

  test('is refused with its line, and what is wrong there', async () => {
    for (const [lines, message] of [
      [[''], /, line 1: the header is ""; a map of users has the header file,user and both in each row$/],
      [['a.csv,P-1'], /, line 1: the header is "a.csv,P-1";/],
      [['file,user', 'a.csv'], /, line 2: "a.csv" does not name a file and a user;/],
      [['file,user', 'a.csv,'], /, line 2: "a.csv," does not name/],
      [['file,user', '', 'a.csv,1,2'], /, line 3: "a.csv,1,2" does not name/],
      [['file,user', 'a.csv,"1'], /, line 2: .* does not name/],
      [['file,user', 'a.csv,1', './a.csv,2'], /, line 3: \.\/a\.csv is of 1 and of 2;/],
    ] as const) {
      await assert.rejects(UserMap.read(mapFile(...lines)), { code: 'INVALID_FILE', message });
    }
    assert.equal((await UserMap.read(mapFile('file,user', 'a.csv,1', 'a.csv,1'))).userOf('a.csv')?.text, '1');
    await assert.rejects(UserMap.read(join(directory, 'missing')), {
      code: 'FILE_UNREADABLE',
      message: /^cannot read the map of users .*missing: /,
    });
  });
});
