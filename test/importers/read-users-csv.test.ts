import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readUsersCsv } from '../../src/importers/users-csv/read-users-csv.ts';
import { fileOf, gather } from './read-import.ts';

const HEADER = 'id,name,gender,age,birth_date';

function read(content: string | Uint8Array) {
  return gather(readUsersCsv(fileOf(content)));
}

describe('users from CSV', () => {
  test('names with commas and quotes, empty cells', async () => {
    const content = `\uFEFF${HEADER}\r\n1,"Curie, Marie",female,,1867-11-07\r\n\r\n2,"Bob ""the \r\nheart"" Ray",male,44,\r\n3,Zoë,,,`;
    assert.deepEqual(await read(content), [
      { row: 2, user: { id: '1', name: 'Curie, Marie', gender: 'female', age: '', birthDate: '1867-11-07' } },
      { row: 4, user: { id: '2', name: 'Bob "the \r\nheart" Ray', gender: 'male', age: '44', birthDate: '' } },
      { row: 6, user: { id: '3', name: 'Zoë', gender: '', age: '', birthDate: '' } },
    ]);
  });

  test('columns by name; what is absent is undefined; packed', async () => {
    assert.deepEqual(await read(gzipSync('Age;x;Birth Date;ID\n30;y;;7\n')), [
      { row: 2, user: { id: '7', name: undefined, gender: undefined, age: '30', birthDate: '' } },
    ]);
    assert.deepEqual(await read('id\n7\n\n8'), [
      { row: 2, user: { id: '7', name: undefined, gender: undefined, age: undefined, birthDate: undefined } },
      { row: 4, user: { id: '8', name: undefined, gender: undefined, age: undefined, birthDate: undefined } },
    ]);
  });

  test('broken rows are rejections and spoil nothing else', async () => {
    const latin1 = Buffer.concat([
      Buffer.from(`${HEADER}\n1,"Anna,female,30,\n2,Bob,male\n3,Ed "x",male,20,\n4,`),
      Buffer.from('Zoë', 'latin1'),
      Buffer.from(`,female,20,\n${'x'.repeat(2_000_000)}\n5,"Carl",male,20,\n6,"`),
    ]);
    const items = await read(latin1);
    assert.deepEqual(
      items.map((item) => ('reason' in item ? `${item.row} ${item.reason}` : `${item.row} ${item.user.name}`)),
      [
        '2 malformed_row',
        '3 malformed_row',
        '4 malformed_row',
        '5 malformed_row',
        '6 malformed_row',
        '7 Carl',
        '8 malformed_row',
      ],
    );
  });

  test('files that hold no users', async () => {
    for (const content of ['name,age\nx,3\n', 'Id,Time,Value\n', 'id,name,name\n', '{"id":1}\n']) {
      await assert.rejects(read(content), { code: 'INVALID_FILE', message: /id,name,gender,age,birth_date/ });
    }
    await assert.rejects(read(''), { code: 'INVALID_FILE', message: /is empty/ });
    await assert.rejects(gather(readUsersCsv('/no/such/file')), { code: 'FILE_UNREADABLE' });
  });

  test('a file that breaks off gives its rows first', async () => {
    const content = gzipSync(`${HEADER}\n1,A,male,1,\n2,B,male,2,\n3,`, { level: 0 });
    const rows: number[] = [];
    await assert.rejects(
      async () => {
        for await (const item of readUsersCsv(fileOf(content.subarray(0, -8)))) rows.push(item.row);
      },
      { code: 'INVALID_FILE' },
    );
    assert.deepEqual(rows, [2, 3]);
  });

  test('an abort ends the reading', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(gather(readUsersCsv(fileOf(`${HEADER}\n`), { signal })), { code: 'ABORTED' });
  });

  test('any name comes back', async () => {
    const name = fc.string({ unit: fc.constantFrom('"', ',', 'é', '🫀', ' ', '\n', '\r\n', 'x') });
    await fc.assert(
      fc.asyncProperty(fc.array(name), async (names) => {
        const lines = names.map((value, at) => `${at + 1},"${value.replaceAll('"', '""')}",,,\n`);
        const items = await read([`${HEADER}\n`, ...lines].join(''));
        assert.deepEqual(
          items.map((item) => ('user' in item ? item.user.name : item)),
          names,
        );
      }),
    );
  });
});
