import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { openUsers } from '../../src/importers/open-users.ts';
import type { IgnoredColumns } from '../../src/model/user-fields.ts';
import { fileOf, gather } from './read-import.ts';

const HEADER = 'id,name,gender,age,birth_date';

async function read(content: string | Uint8Array, ignoreColumns?: IgnoredColumns) {
  return gather((await openUsers(fileOf(content), { ignoreColumns })).rows());
}

describe('users from a file', () => {
  test('names with commas and quotes, empty cells', async () => {
    const content = `\uFEFF${HEADER}\r\n1,"Curie, Marie",female,,1867-11-07\r\n\r\n2,"Bob ""the \r\nheart"" Ray",male,44,\r\n3,Zoë,,,`;
    assert.deepEqual(await read(content), [
      {
        row: 2,
        user: {
          id: '1',
          externalId: undefined,
          name: 'Curie, Marie',
          gender: 'female',
          age: '',
          birthDate: '1867-11-07',
        },
      },
      {
        row: 4,
        user: {
          id: '2',
          externalId: undefined,
          name: 'Bob "the \r\nheart" Ray',
          gender: 'male',
          age: '44',
          birthDate: '',
        },
      },
      { row: 6, user: { id: '3', externalId: undefined, name: 'Zoë', gender: '', age: '', birthDate: '' } },
    ]);
  });

  test('columns by name; what is absent is undefined; packed', async () => {
    assert.deepEqual(await read(gzipSync('Age;Birth Date;ID\n30;;7\n')), [
      {
        row: 2,
        user: { id: '7', externalId: undefined, name: undefined, gender: undefined, age: '30', birthDate: '' },
      },
    ]);
    assert.deepEqual(await read('id\n7\n\n8'), [
      {
        row: 2,
        user: {
          id: '7',
          externalId: undefined,
          name: undefined,
          gender: undefined,
          age: undefined,
          birthDate: undefined,
        },
      },
      {
        row: 4,
        user: {
          id: '8',
          externalId: undefined,
          name: undefined,
          gender: undefined,
          age: undefined,
          birthDate: undefined,
        },
      },
    ]);
  });

  test('names of columns and of members mean the same, whatever their case, blanks and underscores', async () => {
    for (const [id, birthDate] of [
      ['_id', 'BirthDate'],
      ['I D', 'birth_date'],
      ['ID_', 'Birth Date'],
    ] as const) {
      const files = [`${id},${birthDate}\n7,1990-05-31\n`, `{"${id}":"7","${birthDate}":"1990-05-31"}\n`];
      for (const file of files) {
        const [item] = await read(file);
        assert.ok(item !== undefined && 'user' in item, file);
        assert.deepEqual([item.user.id, item.user.birthDate], ['7', '1990-05-31']);
      }
    }
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
    for (const content of ['name,age\nx,3\n', 'Id,Time,Value\n', 'sep=;\nid;name\n']) {
      await assert.rejects(read(content), { code: 'INVALID_FILE', message: /id,name,gender,age,birth_date/ });
    }
    await assert.rejects(read('[{"id":1}]\n'), { code: 'INVALID_FILE', message: /one user a line/ });
    await assert.rejects(read(''), { code: 'INVALID_FILE', message: /is empty/ });
    await assert.rejects(openUsers('/no/such/file'), { code: 'FILE_UNREADABLE' });
  });

  test('a file with unknown columns is refused, naming them, unless they are to be ignored', async () => {
    for (const [header, found] of [
      ['id,name,weight', /"weight" is not a field of a user/],
      ['id,birthDay', /"birthDay" is not a field/],
      [',id,name', /column 1 has no name/],
      ['id,name,', /column 3 has no name/],
    ] as const) {
      const content = `${header}\n7${',x'.repeat(header.split(',').length - 1)}\n`;
      await assert.rejects(read(content), { code: 'INVALID_FILE', message: found }, header);
      await assert.rejects(read(content), { message: /--ignore-columns/ });
    }
    const [first] = await read('id,weight,site,age\n7,80,north,40\n', ['Weight', 'site']);
    assert.deepEqual(first, {
      row: 2,
      user: { id: '7', externalId: undefined, name: undefined, gender: undefined, age: '40', birthDate: undefined },
    });
    await assert.rejects(read('id,weight,site\n7,80,north\n', ['site']), { message: /"weight"/ });
    const [named] = await read('EXTERNAL_ID,weight\n007 ,80\n', true);
    assert.deepEqual(named, {
      row: 2,
      user: {
        id: undefined,
        externalId: '007 ',
        name: undefined,
        gender: undefined,
        age: undefined,
        birthDate: undefined,
      },
    });
  });

  test('one field in two columns refuses the file; birth_date has every form', async () => {
    for (const header of ['id,name,name', 'id,birth_date,birthDate', 'id,ID', 'id,Birth Date,birth_date']) {
      await assert.rejects(read(`${header}\n`), { code: 'INVALID_FILE', message: /are the same field/ }, header);
    }
    for (const name of ['birth_date', 'birthDate', 'Birth Date', 'BIRTHDATE']) {
      const [item] = await read(`id,${name}\n7,1990-05-31\n`);
      assert.equal(item !== undefined && 'user' in item ? item.user.birthDate : undefined, '1990-05-31', name);
    }
  });

  test('a JSON object a line', async () => {
    const content = [
      '{"id":7,"name":"Ada","birth_date":"1990-05-31"}',
      '',
      '{"id":9007199254740993,"birthDate":null}',
      '{"id":8,"born":"1990"}',
      '{"external_id":"A-1"}',
      '{"id":8,"birthDate":"1990-05-31","birth_date":"1990-05-31"}',
      '[8]',
    ].join('\n');
    const items = await read(content);
    assert.deepEqual(items.slice(0, 2), [
      { row: 1, user: { id: '7', name: 'Ada', birthDate: '1990-05-31' } },
      { row: 3, user: { id: '9007199254740993', birthDate: null } },
    ]);
    assert.deepEqual(
      items.slice(2).map((item) => ('reason' in item ? [item.row, item.reason, item.message.slice(0, 20)] : item)),
      [
        [4, 'invalid_user', '"born" is not a fiel'],
        { row: 5, user: { externalId: 'A-1' } },
        [6, 'invalid_user', '"birthDate" and "bir'],
        [7, 'malformed_row', 'the row is not a JSO'],
      ],
    );
    const ignoring = await read('{"id":8,"born":"1990","age":40}', ['born']);
    assert.deepEqual(ignoring, [{ row: 1, user: { id: '8', age: '40' } }]);
  });

  test('a file that breaks off gives its rows first', async () => {
    const content = gzipSync(`${HEADER}\n1,A,male,1,\n2,B,male,2,\n3,`, { level: 0 });
    const rows: number[] = [];
    await assert.rejects(
      async () => {
        const { rows: items } = await openUsers(fileOf(content.subarray(0, -8)));
        for await (const item of items()) rows.push(item.row);
      },
      { code: 'INVALID_FILE' },
    );
    assert.deepEqual(rows, [2, 3]);
  });

  test('an abort ends the reading', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(openUsers(fileOf(`${HEADER}\n`), { signal }), { code: 'ABORTED' });
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
