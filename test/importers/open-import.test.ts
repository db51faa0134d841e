import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openSingleImport } from '../../harness/open-single-import.ts';
import { until } from '../../harness/until.ts';
import { csvFormat } from '../../src/importers/csv/csv-format.ts';
import { BLOCK_CAPACITY } from '../../src/model/reading-block.ts';
import { countTurns } from '../support/count-turns.ts';
import { fileOf, gather, readChunks, readImport } from './read-import.ts';

const T = '2023-04-05T06:07:08Z';
const CSV = `user_id,timestamp,heart_rate\n1,${T},70\n2,${T},71\n`;
const JSON_LINE = `{"userId":1,"timestamp":"${T}","heartRate":70}\n`;
const AUTO = { format: 'auto' } as const;

describe('the format is recognised by the content', () => {
  test('each format', async () => {
    for (const [content, format] of [
      [CSV, 'csv'],
      [JSON_LINE, 'ndjson'],
      ['Id,Time,Value\n', 'fitabase'],
    ] as const) {
      const source = await openSingleImport(fileOf(content), AUTO);
      assert.equal(source.format, format);
      source.close();
    }
  });

  test('what is not a known format is shown beside the names of those that are', async () => {
    await assert.rejects(
      openSingleImport(fileOf('steps;bpm per day\n1;2\n'), AUTO),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'INVALID_FILE');
        assert.match(error.message, /begins with "steps;bpm per day"/);
        assert.match(
          error.message,
          /; known are fit, .*, csv, ndjson, json: docs\/formats\.md says .* docs\/tables\.md/,
        );
        assert.ok(error.message.length < 500, `${error.message.length} characters`);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });

  test('a wrong header is shown beside the one that is wanted', async () => {
    await assert.rejects(openSingleImport(fileOf('hello\n'), { format: 'csv' }), {
      code: 'INVALID_FILE',
      message: /begins with "hello"; a csv file begins with the header user_id,timestamp,heart_rate$/,
    });
    await assert.rejects(openSingleImport(fileOf(CSV), { format: 'fitabase' }), /the header Id,Time,Value/);
  });

  test('a file with a header only has no readings', async () => {
    const { rows, rejected, error } = await readImport('user_id,timestamp,heart_rate');
    assert.deepEqual([rows, rejected, error], [[], [], undefined]);
  });
});

describe('files that cannot be read', () => {
  test('missing', async () => {
    const missing = join(tmpdir(), 'pulsebase-no-such-folder', 'x.csv');
    await assert.rejects(openSingleImport(missing, AUTO), {
      code: 'FILE_UNREADABLE',
      message: /there is no such file/,
    });
    await assert.rejects(openSingleImport(join(fileOf('x'), 'y'), AUTO), { code: 'FILE_UNREADABLE' });
  });

  test('empty', async () => {
    for (const content of ['', '\uFEFF', '\n\r\n  \n', gzipSync('')]) {
      await assert.rejects(openSingleImport(fileOf(content), AUTO), { code: 'INVALID_FILE', message: /is empty$/ });
    }
  });

  test('binary data, a zip archive, one endless line', async () => {
    const junk = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251));
    const contents: readonly (readonly [Uint8Array, RegExp])[] = [
      [junk, /binary/],
      [Buffer.from('PK\u0003\u0004rest'), /zip archive/],
      [Buffer.alloc(3_000_000, 'x'), /no.* text of a known format|is not text of a known format/],
    ];
    for (const format of ['auto', 'csv', 'ndjson', 'fitabase'] as const) {
      for (const [content, message] of contents) {
        await assert.rejects(openSingleImport(fileOf(content), { format }), { code: 'INVALID_FILE', message });
      }
    }
  });

  test('an unknown zone is reported before the file is touched', async () => {
    await assert.rejects(openSingleImport('/no/such/file', { ...AUTO, timezone: 'Mars/Olympus' }), {
      code: 'INVALID_ARGUMENT',
      field: 'timezone',
    });
  });
});

describe('damage in the middle', () => {
  test('binary junk is rejected line by line and the good rows after it are read', async () => {
    const junk = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251));
    const content = Buffer.concat([Buffer.from(CSV), junk, Buffer.from(`\n3,${T},72\n`)]);
    const { rows, rejected } = await readImport(content);
    assert.deepEqual(
      rows.map(([, id]) => id),
      [1, 2, 3],
    );
    assert.ok(rejected.length > 0);
  });

  test('a line over 64 KiB is malformed, in each format', async () => {
    for (const [first, good] of [
      ['user_id,timestamp,heart_rate\n', `1,${T},70\n`],
      ['Id,Time,Value\n', '1,4/1/2016 7:54:05 AM,70\n'],
      [JSON_LINE, JSON_LINE],
    ] as const) {
      const { rows, rejected } = await readImport(`${first}${'x'.repeat(3_000_000)}\n${good}`);
      assert.deepEqual(rejected, ['2 malformed_row']);
      assert.equal(rows.at(-1)?.[0], 3);
    }
    // A quoted cell that is open when such a line comes ends with its own line.
    const { rows, rejected } = await readImport(
      `${CSV}1,"x\n${'x'.repeat(3_000_000)}\n1,${T},70\n${'x'.repeat(2_000_000)}`,
    );
    assert.deepEqual(rejected, ['4 malformed_row', '5 malformed_row', '7 malformed_row']);
    assert.equal(rows.at(-1)?.[0], 6);
  });
});

describe('gzip', () => {
  const lines = Array.from(
    { length: 50_000 },
    (_, at) => `${at + 1},${new Date(at * 77_777_777).toISOString()},${40 + (at % 100)}\n`,
  );
  const big = `user_id,timestamp,heart_rate\n${lines.join('')}`;

  test('the same rows as unpacked, one member or several; progress counts packed bytes', async () => {
    const plain = await readImport(big);
    assert.equal(plain.rows.length, lines.length);
    const cut = big.indexOf('\n', big.length / 2) - 5;
    for (const packed of [gzipSync(big), Buffer.concat([gzipSync(big.slice(0, cut)), gzipSync(big.slice(cut))])]) {
      const source = await openSingleImport(fileOf(packed), AUTO);
      let rows = 0;
      for await (const block of source.blocks()) rows += block.length;
      assert.equal(rows, lines.length);
      assert.equal(source.totalBytes, packed.length);
      assert.equal(source.bytesRead(), packed.length);
      assert.deepEqual((await readImport(packed)).rows, plain.rows);
    }
  });

  test('cut off: the whole rows up to there, then an error', async () => {
    const packed = gzipSync(big);
    const whole = (await readImport(big)).rows;
    for (const length of [packed.length - 1, packed.length - 9, Math.floor(packed.length / 2), 5000]) {
      const { rows, rejected, error } = await readImport(packed.subarray(0, length));
      assert.ok(error instanceof Error && 'code' in error && error.code === 'INVALID_FILE');
      assert.match(error.message, /cut off/);
      assert.deepEqual(rows, whole.slice(0, rows.length));
      assert.deepEqual(rejected, []);
      // Compressed evenly, so that about as large a share of the rows comes out.
      assert.ok(rows.length > (whole.length * length) / packed.length / 2);
    }
  });

  test('cut off within a line: half a number is not a reading', async () => {
    // Stored, not compressed: the cut falls on the byte that is meant.
    const packed = gzipSync(`${CSV}3,${T},112\n`, { level: 0 });
    const { rows } = await readImport(packed.subarray(0, packed.indexOf('112') + 2));
    assert.deepEqual(
      rows.map(([, id]) => id),
      [1, 2],
    );
  });

  test('damaged, or followed by something else', async () => {
    const packed = gzipSync(big);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, packed.length / 2, packed.length / 2 + 200);
    const broken = await readImport(damaged);
    assert.ok(broken.error instanceof Error && 'code' in broken.error && broken.error.code === 'INVALID_FILE');
    assert.ok(broken.rows.length > 0);
    await assert.rejects(openSingleImport(fileOf(Buffer.from([0x1f, 0x8b, 8, 0xff, 1, 2, 3])), AUTO), {
      code: 'INVALID_FILE',
    });
    const followed = await readImport(Buffer.concat([gzipSync(CSV), Buffer.alloc(100_000), Buffer.from('x')]));
    assert.match(String(followed.error), /damaged/);
    // Zeros are how tapes are filled up.
    const filled = await readImport(Buffer.concat([gzipSync(CSV), Buffer.alloc(100_000)]));
    assert.equal(filled.rows.length, 2);
    assert.equal(filled.error, undefined);
  });
});

describe('standard input', () => {
  const script = fileOf(
    `
    import { openSingleImport } from ${JSON.stringify(new URL('../../harness/open-single-import.ts', import.meta.url).href)};
    const chunks = process.stdin[Symbol.asyncIterator].bind(process.stdin);
    process.stdin[Symbol.asyncIterator] = async function* () {
      for await (const chunk of chunks()) {
        process.stdout.write('.');
        yield chunk;
      }
    };
    const source = await openSingleImport('-', { format: 'auto' });
    let rows = 0;
    for await (const block of source.blocks()) rows += block.length;
    console.log(JSON.stringify([source.format, rows, source.totalBytes ?? null, source.bytesRead()]));
  `,
    '.mjs',
  );

  async function pipe(chunks: readonly Uint8Array[]): Promise<unknown> {
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    // Each chunk reaches it alone: it writes a dot for each that it has taken.
    for (const [at, chunk] of chunks.entries()) {
      child.stdin.write(chunk);
      await until('the chunk to be taken', () => output.length > at || child.exitCode !== null);
    }
    child.stdin.end();
    assert.equal(await ended, 0);
    assert.equal(output.slice(0, chunks.length), '.'.repeat(chunks.length));
    return JSON.parse(output.slice(chunks.length));
  }

  test('plain, and packed though the first byte comes alone', async () => {
    const packed = gzipSync(CSV);
    assert.deepEqual(await pipe([Buffer.from(CSV)]), ['csv', 2, null, CSV.length]);
    assert.deepEqual(await pipe([packed.subarray(0, 1), packed.subarray(1, 30), packed.subarray(30)]), [
      'csv',
      2,
      null,
      packed.length,
    ]);
  });
});

describe('long files', () => {
  const rows = BLOCK_CAPACITY + 1000;
  const file = fileOf(`user_id,timestamp,heart_rate\n${`1,${T},70\nx\n`.repeat(rows / 2)}`);

  test('blocks are fresh and full', async () => {
    const source = await openSingleImport(file, AUTO);
    const blocks = await gather(source.blocks());
    assert.deepEqual(
      blocks.map((block) => [block.capacity, block.seen]),
      [
        [BLOCK_CAPACITY, BLOCK_CAPACITY],
        [BLOCK_CAPACITY, 1000],
      ],
    );
    assert.equal(blocks[1]?.rows[0], BLOCK_CAPACITY + 2);
    assert.equal(blocks[1]?.rejected.at(-1)?.row, rows + 1);
  });

  test('parsing leaves room to the event loop, though all bytes are there at once', async (context) => {
    const turns = countTurns(context);
    const chunk = Buffer.from(`1,${T},70\n`.repeat(4000));
    const { rows } = await readChunks(
      [Buffer.from('user_id,timestamp,heart_rate\n'), ...Array(5).fill(chunk)],
      csvFormat,
    );
    assert.equal(rows.length, 20_000);
    // On a clock by which every turn is over at once, there is one for each 4 KiB.
    assert.ok(turns.count >= 100, `${turns.count} turns`);
  });

  test('a format that nobody knows is refused, with those that are known', async () => {
    await assert.rejects(openSingleImport(fileOf(CSV), { format: 'nonsense' }), {
      code: 'INVALID_ARGUMENT',
      message: /^format must be one of auto, .*fitabase, csv, .*not "nonsense"$/,
    });
  });

  test('a first line longer than any head is known', async () => {
    const wide = `user_id,timestamp,heart_rate,${'x'.repeat(60_000)}\n1,${T},70,\n`;
    const { rows } = await readImport(`${'\n'.repeat(100_000)}${wide}`);
    assert.deepEqual(
      rows.map(([line]) => line),
      [100_002],
    );
  });

  test('lines are counted through blank ones before the first', async () => {
    const { rows } = await readImport(`${'\n'.repeat(300_000)}${CSV}`);
    assert.deepEqual(
      rows.map(([line]) => line),
      [300_002, 300_003],
    );
  });

  test('an abort ends the reading', async () => {
    const stop = new AbortController();
    const source = await openSingleImport(file, { ...AUTO, signal: stop.signal });
    const reading = gather(source.blocks());
    stop.abort();
    await assert.rejects(reading, { code: 'ABORTED' });
    await assert.rejects(openSingleImport(file, { ...AUTO, signal: stop.signal }), { code: 'ABORTED' });
  });

  test('the file is closed when the reader stops early', async () => {
    const source = await openSingleImport(file, AUTO);
    for await (const block of source.blocks()) {
      assert.ok(block.isFull);
      break;
    }
    assert.deepEqual(await gather(source.blocks()), []);
  });
});
