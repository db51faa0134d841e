import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { csvFormat } from '../../../src/importers/csv/csv-format.ts';
import { ImportJob } from '../../../src/importers/import-job.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';
import { gather, generate } from '../read-import.ts';

const T = '2023-04-05T06:07:08Z';
const INSTANT = '2023-04-05T06:07:08.000Z';
const LINES = ['user_id,timestamp,heart_rate', `1,${T},70`, `2,${T},71`, `3,${T},72`];
const READINGS = [`1 ${INSTANT} 70`, `2 ${INSTANT} 71`, `3 ${INSTANT} 72`];

describe('layouts of tables', () => {
  test('delimiters, and the line with which spreadsheets name them', async () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const lines = LINES.map((line) => line.replaceAll(',', delimiter));
      for (const above of [[], [`sep=${delimiter}`], [`"sep=${delimiter}"`, ''], [`\uFEFFSEP=${delimiter}`]]) {
        for (const chunkBytes of [1, 7, 65536]) {
          const { readings, rejected, error } = await readFormat(csvFormat, [...above, ...lines].join('\r\n'), {
            chunkBytes,
          });
          assert.deepEqual([readings, rejected, error], [READINGS, [], undefined]);
        }
      }
    }
    const odd = ['sep=!', ...LINES.map((line) => line.replaceAll(',', '!'))].join('\n');
    assert.deepEqual((await readFormat(csvFormat, odd)).readings, READINGS);
    assert.ok(csvFormat.begins(Buffer.from(odd)));
    assert.ok(!csvFormat.begins(Buffer.from('sep=;\n')));
  });

  test('rows keep their numbers below such a line', async () => {
    const { rejected } = await readFormat(csvFormat, 'sep=;\n\nuser_id;timestamp;heart_rate\nx;y;z\n');
    assert.match(rejected[0]!, /^4 invalid_user_id/);
  });

  test('carriage returns alone, and lines ended in several ways', async () => {
    const rejects = 'x,y,z';
    for (const end of ['\r', '\n', '\r\n', '\r\r\n']) {
      for (const chunkBytes of [1, 7, 65536]) {
        const { readings, rejected } = await readFormat(csvFormat, [...LINES, rejects, ''].join(end), { chunkBytes });
        assert.deepEqual(readings, READINGS);
        assert.match(rejected[0]!, end === '\r\r\n' ? /^9 / : /^5 /);
      }
    }
    for (const content of [
      `${LINES.join('\n')}\n${LINES.join('\r')}\r`,
      `${LINES.join('\r')}\r${LINES.join('\n')}\n`,
      `${LINES.join('\r\n')}\r\n${LINES.join('\r')}`,
      `${LINES.join('\r')}\r${LINES.join('\r\n')}`,
    ]) {
      for (const chunkBytes of [1, 7, 65536]) {
        const { readings, rejected } = await readFormat(csvFormat, content, { chunkBytes });
        assert.deepEqual([readings, rejected], [[...READINGS, ...READINGS], []]);
      }
    }
    const quoted = ['"user_id","timestamp","heart_rate"', `"1","${T}","70"`, `"2","${T}","71"`, `"3","${T}","72"`];
    for (const content of [quoted.join('\r'), `${LINES[0]}\n${quoted.join('\r')}\n`]) {
      assert.deepEqual((await readFormat(csvFormat, content)).readings, READINGS);
    }
  });

  test('UTF-16 with a byte order mark', async () => {
    const names = ['user,timestamp,heart_rate', `Zoë 🫀,${T},70`];
    for (const end of ['\n', '\r', '\r\n']) {
      const text = Buffer.from(`\uFEFF${names.join(end)}`, 'utf16le');
      for (const bytes of [text, Buffer.from(text).swap16()]) {
        assert.ok(csvFormat.begins(bytes));
        for (const chunkBytes of [1, 7, 65536]) {
          const { readings, rejected } = await readFormat(csvFormat, bytes, { chunkBytes });
          assert.deepEqual([readings, rejected], [[`"Zoë 🫀" ${INSTANT} 70`], []]);
        }
      }
    }
    const { error } = await readFormat(csvFormat, Buffer.from(LINES.join('\n'), 'utf16le'));
    assert.match(String(error), /UTF-16 text without its byte order mark; save it as UTF-8/);
  });

  test('decimal commas, and units behind the number', async () => {
    const cases: { readonly [cell: string]: string } = {
      '60,5': '60.5',
      '61,0': '61',
      '60.5': '60.5',
      '72 bpm': '72',
      '72,25 BPM': '72.25',
      '72 beats/min': '72',
      '72 count/min': '72',
      '1.2 Hz': '72',
      '1.08333 count/s': '65',
      ' 72 ': '72',
    };
    for (const [cell, expected] of Object.entries(cases)) {
      const { readings, rejected } = await readFormat(csvFormat, `user_id;timestamp;heart_rate\n1;${T};${cell}\n`);
      assert.deepEqual([cell, readings, rejected], [cell, [`1 ${INSTANT} ${expected}`], []]);
    }
    const { readings } = await readFormat(csvFormat, `user_id,timestamp,heart_rate\n1,${T},"60,5"\n`);
    assert.deepEqual(readings, [`1 ${INSTANT} 60.5`]);
    const hertz = await readFormat(csvFormat, `user_id,timestamp,heart_rate (Hz)\n1,${T},1.2\n1,${T},70 bpm\n`);
    assert.deepEqual(hertz.readings, [`1 ${INSTANT} 72`, `1 ${INSTANT} 70`]);
    const wrong = await readFormat(
      csvFormat,
      `user_id;timestamp;heart_rate\n1;${T};72 furlongs\n1;${T};1,2,3\n1;${T};fast\n`,
    );
    assert.match(wrong.rejected[0]!, /heart rate "72 furlongs" is in "furlongs", which is not a known unit; write bpm/);
    assert.match(wrong.rejected[1]!, /^3 invalid_heart_rate/);
    assert.match(wrong.rejected[2]!, /heart rate "fast" is not a number of beats per minute/);
  });

  test('rows without anything in them are no rows', async () => {
    const { readings, rejected } = await readFormat(csvFormat, `${LINES.join('\n')}\n,,\n , ,\n\n`);
    assert.deepEqual([readings, rejected], [READINGS, []]);
  });
});

describe('tables in any style', () => {
  const pad = (number: number, width = 2) => String(number).padStart(width, '0');
  const parts = (date: Date) => ({
    y: date.getUTCFullYear(),
    m: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    h: date.getUTCHours(),
    min: date.getUTCMinutes(),
    s: date.getUTCSeconds(),
  });
  /** Ways to write a time, each with the order of dates that it takes. */
  const TIMES: readonly ((date: Date) => readonly string[])[] = [
    (date) => [date.toISOString()],
    (date) => [date.toISOString().slice(0, 19).replace('T', ' ')],
    (date) => [`${date.toISOString().slice(0, 19)} UTC`],
    (date) => [String(date.getTime() / 1000)],
    (date) => [String(date.getTime())],
    (date) => [`${date.getTime()}000000`],
    (date) => [date.toUTCString()],
    (date) => {
      const { y, m, d, h, min, s } = parts(date);
      return [`${pad(d)}.${pad(m)}.${y} ${pad(h)}:${pad(min)}:${pad(s)}`];
    },
    (date) => {
      const { y, m, d, h, min, s } = parts(date);
      return [`${d}/${m}/${y} ${h}:${pad(min)}:${pad(s)}`];
    },
    (date) => {
      const { y, m, d, h, min, s } = parts(date);
      return [`${m}/${d}/${y} ${h % 12 || 12}:${pad(min)}:${pad(s)} ${h < 12 ? 'AM' : 'PM'}`];
    },
    (date) => [date.toISOString().slice(0, 10), date.toISOString().slice(11, 19)],
    (date) => {
      const { y, m, d, h, min, s } = parts(date);
      return [`${m}/${d}/${y}`, `${pad(h % 12 || 12)}:${pad(min)}:${pad(s)} ${h < 12 ? 'am' : 'pm'}`];
    },
  ];
  const style = fc.record({
    time: fc.constantFrom(...TIMES),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    isQuoted: fc.boolean(),
    hasSep: fc.boolean(),
    encoding: fc.constantFrom('utf8', 'utf8 with a mark', 'utf16le', 'utf16be'),
    isNamed: fc.boolean(),
    hasUnit: fc.boolean(),
    order: fc.shuffledSubarray(['user', 'time', 'rate', 'other'], { minLength: 4, maxLength: 4 }),
    chunkBytes: fc.constantFrom(1, 3, 64, 4096),
  });
  const rows = fc.array(
    fc.record({
      user: fc.integer({ min: 1, max: 5 }),
      seconds: fc.integer({ min: 400_000_000, max: 4_000_000_000 }),
      rate: fc.integer({ min: 20, max: 300 }),
      other: fc.constantFrom('', 'x', 'left wrist', 'ünder'),
    }),
    { maxLength: 12 },
  );

  test('give the readings that were written', async () => {
    await fc.assert(
      fc.asyncProperty(rows, style, async (items, { time, order, isQuoted, isNamed, hasUnit, ...layout }) => {
        // One date shows the order of all, and one hour the clock.
        const all = [{ user: 1, seconds: Date.UTC(2023, 0, 31, 23, 10, 11) / 1000, rate: 60, other: '' }, ...items];
        const quote = (cell: string) =>
          isQuoted || cell.includes(layout.delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
        const line = (cells: { readonly [column: string]: readonly string[] }) =>
          order.flatMap((column) => cells[column]!.map(quote)).join(layout.delimiter);
        const header = line({
          user: [isNamed ? 'Participant' : 'User ID'],
          time: time(new Date(0)).length === 1 ? ['Time'] : ['Date', 'Time'],
          rate: [hasUnit ? 'HR (bpm)' : 'heart_rate'],
          other: ['place'],
        });
        const lines = all.map(({ user, seconds, rate, other }) =>
          line({
            user: [isNamed ? `P-${user}` : String(user)],
            time: time(new Date(seconds * 1000)),
            rate: [layout.delimiter === ';' ? `${rate},0` : String(rate)],
            other: [other],
          }),
        );
        const text = [...(layout.hasSep ? [`sep=${layout.delimiter}`] : []), header, ...lines, ''].join(layout.end);
        const { readings, rejected, error } = await readFormat(csvFormat, encoded(text, layout.encoding), layout);
        const expected = all.map(({ user, seconds, rate }) => {
          const who = isNamed ? JSON.stringify(`P-${user}`) : user;
          return `${who} ${new Date(seconds * 1000).toISOString()} ${rate}`;
        });
        assert.deepEqual([readings, rejected, error], [expected, [], undefined]);
      }),
      { numRuns: 300 },
    );
  });

  test('damaged and cut ones end in readings, rejections, or a clear error', async () => {
    const whole = [
      'sep=;',
      'Id;Date;Time;Heart Rate (bpm);Device;note',
      '1;13/4/2023;7:00:00 AM;60,5;Watch;"a ""b""',
      ' c"',
      'P-1;13/4/2023;12:00:00;"72 bpm";;x',
      '1;Sat Jan 07 2023;10:00 PM;1e3;;',
      '2;1694496600;;61;Strap;',
      'Id;Time;Value',
      '3;2023-01-01 10:00;62',
    ].join('\r\n');
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      drop: fc.integer({ min: 0, max: 30 }),
      put: fc.uint8Array({ maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { maxLength: 6 }), fc.constantFrom(1, 64), async (damages, chunkBytes) => {
        let bytes = Buffer.from(whole);
        for (const { at, drop, put } of damages) {
          const start = Math.floor(at * bytes.length);
          bytes = Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + drop)]);
        }
        const { error, ...one } = await readFormat(csvFormat, bytes, { chunkBytes });
        if (error !== undefined && !(error instanceof PulsebaseError && error.code === 'INVALID_FILE')) throw error;
        const { error: _, ...other } = await readFormat(csvFormat, bytes, { chunkBytes: 5 });
        assert.deepEqual(one, other);
      }),
      { numRuns: 300 },
    );
  });
});

function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'utf8') return Buffer.from(text);
  if (encoding === 'utf8 with a mark') return Buffer.from(`\uFEFF${text}`);
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return encoding === 'utf16le' ? bytes : bytes.swap16();
}

test('a row that is rejected comes back as it was written', async () => {
  const content = `Id;Time;hr;note\n1;bad;60;"a;""b"\n2;${T};x"y;\n3;${T}\n4;${T};72 furlongs;\nP-1;${T};72;\n`;
  const job = new ImportJob();
  const { blocks } = await csvFormat.open({ name: 'the file', chunks: generate([Buffer.from(content)]) }, job);
  const [block] = await gather(blocks({ keepsTexts: true }));
  assert.deepEqual(
    block!.rejected.map(({ text }) => text),
    content.trimEnd().split('\n').slice(1),
  );
});
