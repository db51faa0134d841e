import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openSingleImport } from '../../harness/open-single-import.ts';
import { openUsers } from '../../src/importers/open-users.ts';
import { fileOf, gather, readImport } from './read-import.ts';

const FIRST = 'user_id,timestamp,heart_rate,spo2\n1,2023-01-31T10:00:00Z,61,97\n';

/** Heart rates that were read, rejected lines, and notes, of a file that begins with `FIRST`. */
async function after(content: string, first = FIRST) {
  const { rows, rejected } = await readImport(first + content);
  const source = await openSingleImport(fileOf(first + content), { format: 'auto' });
  for await (const _ of source.blocks());
  const notes = source.report().warnings.filter((warning) => !warning.startsWith('columns that are passed over: '));
  return { rates: rows.map(([, , , rate]) => rate), rejected, notes };
}

describe('a header below the first one', () => {
  test('the same is skipped, and reported', async () => {
    for (const again of ['user_id,timestamp,heart_rate,spo2', '"User ID", Timestamp ,"HEART_RATE",spo2\r']) {
      assert.deepEqual(await after(`\n${again}\n1,2023-02-01T10:00:00Z,62,98\n`), {
        rates: [61, 62],
        rejected: [],
        notes: ['line 4: the header again, which is not a row'],
      });
    }
  });

  test('with another order, other columns or another delimiter, the rows below are read by it', async () => {
    const parts = [
      'user_id,timestamp,spo2,heart_rate\n1,2023-02-01T10:00:00Z,97,63\n',
      'timestamp,heart_rate,user_id,spo2\n2023-02-01T10:00:00Z,63,1,97\n',
      'device,user_id,timestamp,steps,heart_rate\nx,1,2023-02-01T10:00:00Z,97,63\n',
      'user,timestamp,heartRate,spo2\n1,2023-02-01T10:00:00Z,63,97\n',
      'user_id|timestamp|spo2|heart_rate\n1|2023-02-01T10:00:00Z|97|63\n',
      'spo2,Heart Rate (bpm),user_id,Time\n97,63,1,2023-02-01T10:00:00Z\n',
      'heart_rate,user_id,timestamp\n"63","1","2023-02-01T10:00:00Z"\n',
      '"heart_rate","user_id","timestamp"\n"63","1","2023-02-01T10:00:00Z"\n',
      'spo2;heart_rate;user_id;timestamp\n97;63;1;2023-02-01T10:00:00Z\n',
      'user_id\ttimestamp\tspo2\theart_rate\r\n1\t2023-02-01T10:00:00Z\t97\t63\r\n',
    ];
    for (const part of parts.flatMap((part) => [part, `\uFEFF${part}`])) {
      assert.deepEqual(await after(part), {
        rates: [61, 63],
        rejected: [],
        notes: ['line 3: another header; the rows below it are read by it'],
      });
      // And the first one again.
      assert.deepEqual((await after(part + FIRST)).rates, [61, 63, 61]);
    }
  });

  test('behind the last row of a file without a line end: that row is lost, no other is misread', async () => {
    for (const header of [
      'user_id,timestamp,spo2,heart_rate',
      '\uFEFFuser_id,timestamp,spo2,heart_rate',
      '"user_id","timestamp","spo2","heart_rate"',
    ]) {
      const { rates, rejected } = await after(`1,2023-01-31T10:00:05Z,62,98${header}\n1,2023-02-01T10:00:00Z,97,63\n`);
      assert.deepEqual(rejected[0], '3 malformed_row');
      assert.ok(!rates.includes(97));
      if (!header.includes('"')) assert.deepEqual(rates, [61, 63]);
    }
  });

  test('without a column that must be there, the rows below it are rejected until a whole header comes', async () => {
    const lacking = [
      'user_id,timestamp,spo2,steps\n1,2023-02-01T10:00:00Z,97,4000\n',
      'user_id,timestamp,spo2\n1,2023-02-01T10:00:00Z,97\n',
      'user_id,timestamp,hr,bpm\n1,2023-02-01T10:00:00Z,97,98\n',
      'Id,Time,Value,Unit\n1,2023-02-01T10:00:00Z,97,x\n',
      'user_id,timestamp,heart_rate,heart_rate\n1,2023-02-01T10:00:00Z,97,98\n',
      'id,steps,kind,more\n1,2023-02-01T10:00:00Z,97,98\n',
    ];
    for (const part of lacking) {
      const { rates, rejected, notes } = await after(`${part}\n${FIRST}`);
      assert.deepEqual(
        [rates, rejected],
        [
          [61, 61],
          ['3 malformed_row', '4 malformed_row'],
        ],
      );
      assert.match(
        notes[0]!,
        /^line 3: a header that (has no column|does not tell).*; the rows below it are rejected$/,
      );
    }
    const { messages } = await readImport(`${FIRST}user_id,timestamp,spo2,steps\n1,2023-02-01T10:00:00Z,97,4000\n`);
    assert.deepEqual(
      new Set(messages),
      new Set(['the header on line 3 has no column heart_rate, so that the rows below it cannot be read']),
    );
  });

  test('ends an open quote, as a row does', async () => {
    const { rates, rejected } = await after(
      '1,"2023-01-31T10:00:05Z,62,98\nuser_id,timestamp,spo2,heart_rate\n1,2023-02-01T10:00:00Z,97,63\n1,2023-02-01T11:00:00Z,"97",64\n',
    );
    assert.deepEqual([rates, rejected], [[61, 63, 64], ['3 malformed_row']]);
  });

  test('rows that are no header are rejected alone', async () => {
    const junk = ['x,y,z,w', 'NA,NA,NA,NA', 'name', '-1,time,60,97', ',timestamp,60,97', 'the value,n/a,1,2', '1,2,id'];
    for (const row of junk) {
      const { rates, rejected, notes } = await after(`${row}\n1,2023-02-01T10:00:00Z,62,98\n`);
      assert.deepEqual([row, rates, rejected.length, notes], [row, [61, 62], 1, []]);
    }
  });

  test('many of them are reported in a few lines', async () => {
    const { rates, notes } = await after(FIRST.repeat(30));
    assert.equal(rates.length, 31);
    assert.deepEqual([notes.length, notes.at(-1)], [11, 'and 20 more headers below the first one']);
  });

  test('in a file of Fitabase', async () => {
    const first = 'Id,Time,Value\n1,4/1/2016 7:54:05 AM,93\n';
    assert.deepEqual((await after('Id,Value,Time\n1,94,4/1/2016 7:54:10 AM\n', first)).rates, [93, 94]);
    const { rates, rejected } = await after('Id,ActivityMinute,Steps\n1,4/1/2016 7:54:10 AM,94\n', first);
    assert.deepEqual([rates, rejected], [[93], ['3 malformed_row', '4 malformed_row']]);
  });

  test('in a file of users', async () => {
    const content = [
      'id,name,age',
      '1,Ada,30',
      'id,age,name',
      '2,31,Bob',
      '\uFEFFid,age,name',
      '3,32,Eve',
      'user_id,name,age',
      '4,33,Tom',
      'id,time,value',
      '5,34,Tim',
    ].join('\n');
    const source = await openUsers(fileOf(content));
    const items = await gather(source.rows());
    assert.deepEqual(
      items.map((item) => ('user' in item ? [item.row, item.user.name, item.user.age] : [item.row, item.reason])),
      [
        [2, 'Ada', '30'],
        [4, 'Bob', '31'],
        [6, 'Eve', '32'],
        [7, 'malformed_row'],
        [8, 'malformed_row'],
        [9, 'malformed_row'],
        [10, 'malformed_row'],
      ],
    );
    assert.deepEqual(source.warnings(), [
      'line 3: another header; the rows below it are read by it',
      'line 5: the header again, which is not a row',
      'line 7: a header that has no column id or external_id; the rows below it are rejected',
      'line 9: a header that does not tell which column is which; the rows below it are rejected',
    ]);
  });
});
