import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readIdsFile } from '../../src/cli/ids-file.ts';
import { RejectsFile, refuseOverwriting } from '../../src/cli/rejects-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-files-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text = ''): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('file of ids', () => {
  test('takes one id a line or the first column of a CSV', async () => {
    assert.deepEqual(await readIdsFile(file('plain', '7\n8\n\n 2022484408 \n')), [7, 8, 2022484408]);
    assert.deepEqual(await readIdsFile(file('csv', '\uFEFFUser_Id,name\r\n7,"A, B"\r\n"8",C\r\n')), [7, 8]);
  });

  test('a line at fault refuses the whole file and is named', async () => {
    for (const [text, row] of [
      ['7\nx\n8\n', 2],
      ['name\n7\n', 1],
      ['7\n-8\n', 2],
      ['7\nid\n', 2],
    ] as const) {
      await assert.rejects(readIdsFile(file('fault', text)), { code: 'INVALID_FILE', row }, text);
    }
  });

  test('a file without ids, and no file, are refused: nothing named must never mean everybody', async () => {
    await assert.rejects(readIdsFile(file('empty')), { code: 'INVALID_FILE' });
    await assert.rejects(readIdsFile(file('header', 'id\n')), { code: 'INVALID_FILE' });
    await assert.rejects(readIdsFile(join(directory, 'missing')), { code: 'FILE_UNREADABLE' });
    await assert.rejects(readIdsFile(directory), { code: 'FILE_UNREADABLE' });
  });
});

describe('file of rejected rows', () => {
  test('holds every row as CSV', () => {
    const path = join(directory, 'rejects.csv');
    const rejects = new RejectsFile(path);
    rejects.add('a,b.csv', [{ row: 3, reason: 'invalid_timestamp', message: 'timestamp "x\ny"' }]);
    rejects.add('c.csv', []);
    const many = Array.from({ length: 20_000 }, (_, at) => ({
      row: at + 1,
      reason: 'unknown_user' as const,
      message: 'no',
    }));
    rejects.add('c.csv', many);
    rejects.close();
    const lines = readFileSync(path, 'utf8').split('\n');
    assert.equal(lines[0], 'file,line,reason,message');
    assert.equal(lines[1], '"a,b.csv",3,invalid_timestamp,"timestamp ""x y"""');
    assert.equal(lines[20_001], 'c.csv,20000,unknown_user,no');
    assert.equal(lines.length, 20_003);
  });

  test('is refused where it cannot be written', () => {
    assert.throws(() => new RejectsFile(join(directory, 'missing', 'x.csv')), { code: 'FILE_UNREADABLE' });
  });

  test('never replaces an input', () => {
    const input = file('input.csv', 'x');
    const link = join(directory, 'link.csv');
    linkSync(input, link);
    assert.throws(() => refuseOverwriting(link, ['-', input]), { code: 'INVALID_ARGUMENT' });
    refuseOverwriting(join(directory, 'other.csv'), [input]);
    refuseOverwriting(file('old-rejects.csv'), [input, join(directory, 'missing')]);
  });
});
