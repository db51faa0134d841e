import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { RejectsFile, refuseOverwriting } from '../../src/cli/rejects-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-files-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text = ''): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

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
    assert.equal(lines[0], 'file,line,reason,message,row');
    assert.equal(lines[1], '"a,b.csv",3,invalid_timestamp,"timestamp ""x y""",');
    assert.equal(lines[20_001], 'c.csv,20000,unknown_user,no,');
    assert.equal(lines.length, 20_003);
  });

  test('is refused where it cannot be written', () => {
    const rejects = new RejectsFile(join(directory, 'missing', 'x.csv'));
    assert.throws(() => rejects.begin(), { code: 'FILE_UNREADABLE' });
    rejects.close();
  });

  test('is left as an earlier run wrote it until there is something to tell', () => {
    const path = file('earlier.csv', 'what an earlier run rejected\n');
    const idle = new RejectsFile(path);
    idle.add('a.csv', []);
    idle.close();
    assert.equal(readFileSync(path, 'utf8'), 'what an earlier run rejected\n');
    const begun = new RejectsFile(path);
    begun.begin();
    begun.close();
    assert.equal(readFileSync(path, 'utf8'), 'file,line,reason,message,row\n');
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
