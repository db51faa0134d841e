import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { csvFormat } from '../../../src/importers/csv/csv-format.ts';
import { cutBytes, type Row, readChunks, readImport } from '../read-import.ts';

const HEADER = 'user_id,timestamp,heart_rate';
const T = '2023-04-05T06:07:08Z';
const INSTANT = '2023-04-05T06:07:08.000Z';

describe('csv rows', () => {
  test('a plain file', async () => {
    const { rows, rejected } = await readImport(`${HEADER}\n12345,${T},72\n9007199254740991,2023-04-05,61.5\n`);
    assert.deepEqual(rows, [
      [2, 12345, INSTANT, 72],
      [3, 9007199254740991, '2023-04-05T00:00:00.000Z', 61.5],
    ]);
    assert.deepEqual(rejected, []);
  });

  test('CRLF, blank lines, a byte order mark and a last line without an end', async () => {
    const { rows, rejected } = await readImport(`\uFEFF\r\n${HEADER}\r\n\r\n1,${T},70\r\n  \r\n\n2,${T},71`);
    assert.deepEqual(rows, [
      [4, 1, INSTANT, 70],
      [7, 2, INSTANT, 71],
    ]);
    assert.deepEqual(rejected, []);
  });

  test('columns are found by name, whatever their order, case, blanks and company', async () => {
    const { rows } = await readImport(`note, Heart Rate ,"USER_ID",Timestamp\nx,70,1,${T}\n"a, ""b""",71,2,${T}\n`);
    assert.deepEqual(rows, [
      [2, 1, INSTANT, 70],
      [3, 2, INSTANT, 71],
    ]);
  });

  test('names of columns are compared as in every other file', async () => {
    for (const header of [
      'userId,timestamp,heartRate',
      '_user id, TIME_STAMP ,HEART_RATE',
      'USERID,Timestamp,heartrate',
    ]) {
      const { rows } = await readImport(`${header}\n1,${T},70\nUser_Id,timestamp,Heart Rate\n2,${T},71\n`);
      assert.deepEqual(rows, [
        [2, 1, INSTANT, 70],
        [4, 2, INSTANT, 71],
      ]);
    }
    await assert.rejects(readImport(`user_id,userId,timestamp,heart_rate\n1,2,${T},70\n`), { code: 'INVALID_FILE' });
  });

  for (const delimiter of [';', '\t']) {
    test(`delimiter ${JSON.stringify(delimiter)}`, async () => {
      const lines = [HEADER, `1,${T},70`, `"2",${T},71`, `3,${T}`];
      const { rows, rejected } = await readImport(lines.join('\n').replaceAll(',', delimiter));
      assert.deepEqual(
        rows.map(([line, id]) => [line, id]),
        [
          [2, 1],
          [3, 2],
        ],
      );
      assert.deepEqual(rejected, ['4 malformed_row']);
    });
  }

  test('values that are not allowed are rejected with their line and a message', async () => {
    const lines = [
      `,${T},70`,
      `0,${T},70`,
      `-1,${T},70`,
      `9007199254740992,${T},70`,
      `1,,70`,
      `1,yesterday,70`,
      `1,2023-02-30,70`,
      `1,0000-01-01,70`,
      `1,9999-01-01,70`,
      `1,1969-12-31T23:59:59Z,70`,
      `1,${T},`,
      `1,${T},fast`,
      `1,${T},NaN`,
      `1,${T},70`,
      `007,${T},70`,
    ];
    const { rows, rejected, messages } = await readImport([HEADER, ...lines].join('\n'));
    assert.deepEqual(rows, [[15, 1, INSTANT, 70]]);
    assert.deepEqual(rejected, [
      '2 invalid_user_id',
      '3 invalid_user_id',
      '4 invalid_user_id',
      '5 invalid_user_id',
      '6 invalid_timestamp',
      '7 invalid_timestamp',
      '8 invalid_timestamp',
      '9 timestamp_out_of_range',
      '10 timestamp_out_of_range',
      '11 timestamp_out_of_range',
      '12 invalid_heart_rate',
      '13 invalid_heart_rate',
      '14 invalid_heart_rate',
      '16 invalid_user_id',
    ]);
    assert.equal(messages[0], 'user id is missing');
    assert.equal(messages[4], 'timestamp is missing');
    assert.equal(messages[5], 'timestamp "yesterday" is not a time in ISO 8601, such as 2023-01-31T10:00:00Z');
    assert.match(messages[8]!, /"9999-01-01" is not from 1970 to 2099/);
    assert.equal(messages[10], 'heart rate is missing');
  });

  test('a row with too few or too many cells is malformed', async () => {
    const { rows, rejected, messages } = await readImport(`${HEADER}\n1,${T}\n1,${T},70,\nx\n2,${T},71\n`);
    assert.deepEqual(rows, [[5, 2, INSTANT, 71]]);
    assert.deepEqual(rejected, ['2 malformed_row', '3 malformed_row', '4 malformed_row']);
    assert.equal(messages[1], 'the row has 4 cells, the header 3');
    assert.equal(messages[2], 'the row has 1 cell, the header 3');
  });

  test('times without an offset are of the zone, others are not', async () => {
    const content = `${HEADER}\n1,2023-07-01T12:00:00,70\n1,2023-07-01T12:00:00Z,71\n1,2023-07-01 12:00:00+05:30,72\n1,2023-07-01,73\n`;
    const { rows } = await readImport(content, { timezone: 'Europe/Berlin' });
    assert.deepEqual(
      rows.map(([, , instant]) => instant),
      ['2023-07-01T10:00:00.000Z', '2023-07-01T12:00:00.000Z', '2023-07-01T06:30:00.000Z', '2023-06-30T22:00:00.000Z'],
    );
  });

  test('the range holds for the instant, not for what is written', async () => {
    const content = `${HEADER}\n1,1970-01-01T00:30:00,70\n1,2099-12-31T23:30:00,71\n`;
    const east = await readImport(content, { timezone: 'Europe/Berlin' });
    assert.deepEqual(east.rejected, ['2 timestamp_out_of_range']);
    const west = await readImport(content, { timezone: 'America/New_York' });
    assert.deepEqual(west.rejected, ['3 timestamp_out_of_range']);
  });
});

describe('csv quoting', () => {
  test('quoted cells hold delimiters, quotes and line ends; the line is that on which the row began', async () => {
    const content = `${HEADER},note\n"1","${T}","70","a,b ""c""\nd\r\n\r\n e"\n2,${T},71,\n`;
    assert.deepEqual((await readImport(content)).rows, [
      [2, 1, INSTANT, 70],
      [6, 2, INSTANT, 71],
    ]);
  });

  const broken: { readonly [what: string]: string } = {
    'a quote inside a cell': `1,20"23,70`,
    'a quote after the cell': `1,${T},70"`,
    'something after a quoted cell': `1,"${T}"x,70`,
    'a quoted cell that does not end': `1,"${T},70`,
    'only a quote': '"',
    'three quotes': '"""',
    'a quoted cell that ends in the wrong place': `1,${T},70,"`,
  };
  for (const [what, line] of Object.entries(broken)) {
    test(`${what} spoils its line only`, async () => {
      for (const good of [`2,${T},71`, `"2","${T}","71"`]) {
        const { rows, rejected } = await readImport([HEADER, line, good, line, line, good, ''].join('\n'));
        assert.deepEqual(rows, [
          [3, 2, INSTANT, 71],
          [6, 2, INSTANT, 71],
        ]);
        assert.deepEqual(rejected, ['2 malformed_row', '4 malformed_row', '5 malformed_row']);
      }
    });
  }

  test('two stray quotes do not swallow the good rows between them', async () => {
    const { rows, rejected } = await readImport(`${HEADER}\n1,"x,70\n2,${T},71\n3,${T},72\n4,y",73\n5,${T},74\n`);
    assert.deepEqual(
      rows.map(([line, id]) => [line, id]),
      [
        [3, 2],
        [4, 3],
        [6, 5],
      ],
    );
    assert.deepEqual(rejected, ['2 malformed_row', '5 malformed_row']);
  });

  test('the end of a quoted cell is looked for within 64 KiB only', async () => {
    const filler = 'no row\n'.repeat(10_000);
    const { rows, rejected } = await readImport(`${HEADER},note\n1,${T},70,"\n${filler}"\n2,${T},71,\n`);
    assert.deepEqual(rows, [[10_004, 2, INSTANT, 71]]);
    assert.equal(rejected.length, 10_002);
  });

  test('a good row is read whatever lines are around it', async () => {
    const junk = fc.string({ unit: fc.constantFrom('"', ',', 'x', ' ', '\r'), maxLength: 8 });
    const good = fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(junk, good)),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        async (lines, cuts) => {
          const texts = lines.map((line) => {
            if (typeof line === 'string') return line;
            const [id, isQuoted] = line;
            return isQuoted ? `"${id}",${T},"70"` : `${id},${T},70`;
          });
          const bytes = Buffer.from([HEADER, ...texts].join('\n'));
          const { rows } = await readChunks(cutBytes(bytes, cuts), csvFormat);
          const expected = lines.flatMap((line, at): Row[] =>
            typeof line === 'string' ? [] : [[at + 2, line[0], INSTANT, 70]],
          );
          assert.deepEqual(rows, expected);
        },
      ),
    );
  });

  test('rows are the same however they are quoted, ended and cut into chunks', async () => {
    const cell = fc.record({ isQuoted: fc.boolean(), end: fc.constantFrom('\n', '\r\n', '\n\n', '\r\n  \r\n') });
    const row = fc.tuple(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 999_999 }),
      // Without digits no line of a note is a whole row by itself.
      fc.string({ unit: fc.constantFrom('"', ',', 'ä', '🫀', ' ', '\n', '\r\n', ';') }),
      cell,
    );
    const header = `${HEADER},note`;
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.array(fc.double({ min: 0, max: 1, noNaN: true })), async (items, cuts) => {
        let line = 2;
        const expected: Row[] = [];
        let text = `${header}\n`;
        for (const [id, date, milli, note, { isQuoted, end }] of items) {
          expected.push([line, id, date.toISOString(), milli / 1000]);
          const quote = (value: string) =>
            isQuoted || /[",;\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
          const added = [String(id), date.toISOString(), String(milli / 1000), note].map(quote).join(',') + end;
          text += added;
          line += added.split('\n').length - 1;
        }
        const outcome = await readChunks(cutBytes(Buffer.from(text), cuts), csvFormat);
        assert.deepEqual(outcome.rows, expected);
        assert.deepEqual(outcome.rejected, []);
      }),
    );
  });
});
