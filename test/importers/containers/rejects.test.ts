import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rejectsContainer } from '../../../src/importers/containers/rejects/rejects-container.ts';
import { generate } from '../read-import.ts';

const TEXT = [
  '\uFEFFfile,line,reason,message,row',
  '"dir/a,ä.csv",,header,x,"user_id,timestamp"',
  '"dir/a,ä.csv",7,malformed_row,"a\nb","1,""two\nlines"""',
  'b.fit,3,unknown_user,x,',
  'c.ndjson,1,x,x,"{""a"":1}"',
  '',
].join('\r\n');

async function members(text: string, cut: number, isLeft = false) {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, at) =>
    bytes.subarray(at * cut, (at + 1) * cut),
  );
  const found: [name: string, content: string][] = [];
  for await (const { name, open } of rejectsContainer.members({ name: 'r.csv', open: () => generate(chunks) })) {
    const content: Buffer[] = [];
    if (!isLeft) for await (const chunk of open()) content.push(chunk);
    found.push([name, Buffer.concat(content).toString()]);
  }
  return found;
}

test('a file of rejected rows holds the rows of each file, wherever it is cut', async () => {
  assert.equal(rejectsContainer.begins(Buffer.from(TEXT)), true);
  assert.equal(rejectsContainer.begins(Buffer.from('file,line,reason,message,row,more\n')), false);
  for (const cut of [1, 2, 3, 7, 1000]) {
    assert.deepEqual(await members(TEXT, cut), [
      ['r.csv/a,ä.csv', 'user_id,timestamp\n1,"two\nlines"\n'],
      ['r.csv/b.fit', ''],
      ['r.csv/c.ndjson', '{"a":1}\n'],
    ]);
  }
});

test('members that are left alone are passed over', async () => {
  assert.deepEqual(
    (await members(TEXT, 5, true)).map(([name]) => name),
    ['r.csv/a,ä.csv', 'r.csv/b.fit', 'r.csv/c.ndjson'],
  );
});

test('a quote that does not end is an error, in bounded memory', async () => {
  const endless = `file,line,reason,message,row\na.csv,1,x,x,"${'x'.repeat(2_000_000)}`;
  await assert.rejects(members(endless, 65_536), { code: 'INVALID_FILE', message: /^r\.csv has a row that is not / });
});
