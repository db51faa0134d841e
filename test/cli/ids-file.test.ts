import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readIdsFile } from '../../src/cli/ids-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-ids-'));
after(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

function file(content: string | Buffer): string {
  files += 1;
  const path = join(directory, `ids-${files}`);
  writeFileSync(path, content);
  return path;
}

describe('a file of ids', () => {
  const READ: readonly (readonly [what: string, content: string | Buffer, ids: readonly (number | string)[]])[] = [
    ['one id a line', '7\n8\n\n 2022484408 \n', [7, 8, 2022484408]],
    ['one id a line in quotes, with carriage returns, without a last line end', '"7"\r\n"8"\r\n9', [7, 8, 9]],
    ['an id twice', '7\n8\n7\n', [7, 8, 7]],
    ['a header over one column', 'id\n7\n', [7]],
    ['the first column by its name', '\uFEFFUser_Id,name\r\n7,"A, B"\r\n"8",C\r\n', [7, 8]],
    ['a later column by its name', 'site,name,userId\n1,Ann,70\n2,Bob,80\n', [70, 80]],
    ['semicolons', 'row;ID\n1;70\n2;80\n', [70, 80]],
    ['tabs', 'no.\tuser id\n1\t70\n', [70]],
    ['a name over two lines', 'name,id\n"Ann\nof 9",70\n', [70]],
    ['external ids', 'site,External Id\nx,P-1\nx,007\n', ['P-1', '007']],
    ['users', 'user\nP-1\n7\n', ['P-1', '7']],
    ['ids beside external ids', 'external_id,id\nP-1,7\n', [7]],
    ['packed', gzipSync('id\n7\n'), [7]],
  ];
  for (const [what, content, ids] of READ) {
    test(`is read: ${what}`, async () => assert.deepEqual(await readIdsFile(file(content)), ids));
  }

  const REFUSED: readonly (readonly [what: string, content: string, row: number, message: RegExp])[] = [
    ['row names of R', '"","id"\n"1",70\n"2",80\n', 1, /"\\"\\",\\"id\\"".*column 1 has no name.*called id or user_id/],
    ['the index of pandas', ',user_id\n0,70\n1,80\n', 1, /column 1 has no name/],
    ['the index of pandas, written again', 'Unnamed: 0,id\n0,70\n', 1, /column 1 has no name/],
    ['a comma at the end of the header', 'id,\n7,\n', 1, /column 2 has no name/],
    ['row names without a header cell', '"id" "name"\n"1" 70 "Ann"\n', 1, /names no column of ids/],
    ['rows wider than the header', 'id,name\n1,70,Ann\n', 2, /3 cells, the header 2/],
    ['rows narrower than the header', 'id,name\n70\n', 2, /1 cell, the header 2/],
    ['a column of ids twice', 'id,name,user_id\n1,Ann,70\n', 1, /"id" and "user_id" both name ids/],
    ['a header without ids', 'name\n7\n', 1, /"name".*names no column of ids/],
    ['a header of another name', 'participant,age\n7,40\n', 1, /names no column of ids/],
    ['a header after the first line', '7\nid\n', 2, /"id" is not a user id/],
    ['thousands by commas', '2,022,484,408\n1,503\n', 1, /names no column of ids/],
    ['thousands by commas under a header', 'id\n2,022,484,408\n', 2, /4 cells, the header 1/],
    ['thousands by commas in quotes', 'id\n"2,022,484,408"\n', 2, /"2,022,484,408" is not a user id/],
    ['thousands by points', '2.022.484.408\n', 1, /not a user id/],
    ['thousands by blanks', '7\n2 022 484 408\n', 2, /not a user id/],
    ['several cells without a header', '7,Ann\n8,Bob\n', 1, /names no column of ids/],
    ['several cells by tabs', '7\tAnn\n', 1, /names no column of ids/],
    ['a comma at the end of a line', '7\n8,\n', 2, /2 cells/],
    ['a decimal', '7\n2022484408.0\n', 2, /"2022484408.0" is not a user id/],
    ['an exponent', '7\n2.02E+09\n', 2, /not a user id/],
    ['leading zeros', 'id\n007\n', 2, /"007" is not a user id/],
    ['leading zeros at first', '007\n7\n', 1, /not a user id/],
    ['a sign', '7\n-8\n', 2, /not a user id/],
    ['a remark', '7\n# who left in May\n8\n', 2, /not a user id/],
    ['an empty cell', 'id,name\n7,Ann\n,Bob\n', 3, /"" is not a user id/],
    ['past 2^53', '9007199254740993\n', 1, /not a user id/],
    ['a broken quote', 'id\n"7\n', 2, /quoted cell/],
  ];
  for (const [what, content, row, message] of REFUSED) {
    test(`is refused as a whole: ${what}`, async () => {
      await assert.rejects(readIdsFile(file(content)), { code: 'INVALID_FILE', row, message });
    });
  }

  test('without ids, and no file, is refused: nothing named must never mean everybody', async () => {
    await assert.rejects(readIdsFile(file('external_id\nA\nexternal_id\nB\n')), { code: 'INVALID_FILE', row: 3 });
    await assert.rejects(readIdsFile(file('site,user\nx,A\nx,\n')), { code: 'INVALID_FILE', row: 3 });
    await assert.rejects(readIdsFile(file('')), { code: 'INVALID_FILE' });
    await assert.rejects(readIdsFile(file('id\n\n')), { code: 'INVALID_FILE' });
    await assert.rejects(readIdsFile(join(directory, 'missing')), { code: 'FILE_UNREADABLE' });
    await assert.rejects(readIdsFile(directory), { code: 'FILE_UNREADABLE' });
  });
});
