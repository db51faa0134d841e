import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ReadingsReceipt } from '../../src/api/schemas/receipt.ts';
import { AT, inject, problemCode, readingsCsv } from './inject.ts';

const { service, store, send } = await inject({ bodyLimit: 4_000_000 });
after(() => service.remove());
await store.importUsers([{ id: 1 }, { id: 2 }]);

const CSV = { 'content-type': 'text/csv' };
const JSON_TYPE = { 'content-type': 'application/json' };

let day = 0;
/** An instant that no other test uses. */
const fresh = () => new Date(Date.UTC(2023, 0, 1) + 60_000 * day++).toISOString();

async function receiptOf(body: string | Buffer, headers: Record<string, string>, query = ''): Promise<ReadingsReceipt> {
  const answer = await send('POST', `/v1/readings${query}`, body, headers);
  assert.equal(answer.statusCode, 200, answer.body);
  return JSON.parse(answer.body) as ReadingsReceipt;
}

const counts = ({ read, inserted, updated, unchanged, rejected, lastCommittedRow }: ReadingsReceipt) => [
  read,
  inserted,
  updated,
  unchanged,
  rejected,
  lastCommittedRow,
];

describe('forms of a body', () => {
  const forms: readonly (readonly [type: string, body: (at: string) => string, lastRow: number])[] = [
    ['application/json', (at) => `[{"userId":1,"timestamp":"${at}","heartRate":60.5}]`, 1],
    [
      'application/json; charset=UTF-8',
      (at) => `\uFEFF [ {"heartRate":"60.5","x":[{}],"userId":"1","timestamp":"${at}"} ] `,
      1,
    ],
    ['application/x-ndjson', (at) => `{"userId":1,"timestamp":"${at}","heartRate":60.5}`, 1],
    ['application/jsonl', (at) => `\n\n{"userId":1,"timestamp":"${at}","heartRate":60.5}\r\n\n`, 3],
    ['text/csv; charset=utf-8; header=present', (at) => `heart_rate;Timestamp;user_id\r\n60.5;${at};1\r\n`, 2],
  ];
  for (const [type, body, lastRow] of forms) {
    test(`${type}, plain and packed`, async () => {
      const at = fresh();
      assert.deepEqual(counts(await receiptOf(body(at), { 'content-type': type })), [1, 1, 0, 0, 0, lastRow]);
      const packed = { 'content-type': type, 'content-encoding': 'gzip' };
      assert.deepEqual(counts(await receiptOf(gzipSync(body(at)), packed)), [1, 0, 0, 1, 0, lastRow]);
    });
  }

  test('nothing at all', async () => {
    assert.deepEqual(counts(await receiptOf('[]', JSON_TYPE)), [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(counts(await receiptOf('user_id,timestamp,heart_rate\n', CSV)), [0, 0, 0, 0, 0, 0]);
  });

  test('times without an offset are UTC, or of the zone that was named', async () => {
    const csv = readingsCsv([[2, '2022-07-01 12:00:00', 60]]);
    await receiptOf(csv, CSV, '?timezone=Europe/Berlin');
    await receiptOf(csv, CSV);
    const stored = [];
    for await (const { timestamp } of store.readings(2, { from: '2022-07-01', to: '2022-07-02' })) {
      stored.push(timestamp.toISOString());
    }
    assert.deepEqual(stored, ['2022-07-01T10:00:00.000Z', '2022-07-01T12:00:00.000Z']);
  });

  const refused: readonly (readonly [
    body: string | Buffer,
    headers: Record<string, string>,
    status: number,
    code: string,
  ])[] = [
    ['[]', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['[]', { 'content-type': 'application/json; charset=utf-16' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['[]', { ...JSON_TYPE, 'content-encoding': 'br' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['{}', JSON_TYPE, 400, 'INVALID_FILE'],
    ['', JSON_TYPE, 400, 'INVALID_FILE'],
    ['[{}', JSON_TYPE, 400, 'INVALID_FILE'],
    ['[{} {}]', JSON_TYPE, 400, 'INVALID_FILE'],
    ['[,]', JSON_TYPE, 400, 'INVALID_FILE'],
    ['[1,]', JSON_TYPE, 400, 'INVALID_FILE'],
    ['[] []', JSON_TYPE, 400, 'INVALID_FILE'],
    ['[}]', JSON_TYPE, 400, 'INVALID_FILE'],
    ['', CSV, 400, 'INVALID_FILE'],
    ['a,b\n1,2', CSV, 400, 'INVALID_FILE'],
    ['\0\u0001\u0002', CSV, 400, 'INVALID_FILE'],
    ['\xff\xfeu\0s\0', { 'content-type': 'application/x-ndjson' }, 400, 'INVALID_FILE'],
    ['not gzip', { ...CSV, 'content-encoding': 'gzip' }, 400, 'INVALID_FILE'],
    [
      gzipSync('user_id,timestamp,heart_rate\n').subarray(0, 20),
      { ...CSV, 'content-encoding': 'gzip' },
      400,
      'INVALID_FILE',
    ],
  ];
  for (const [body, headers, status, code] of refused) {
    test(`${JSON.stringify(body.toString('latin1'))} as ${JSON.stringify(headers)} is ${code}`, async () => {
      assert.equal(problemCode(await send('POST', '/v1/readings', body, headers), status), code);
    });
  }

  test('rows that are not UTF-8 are rejected, alone', async () => {
    const at = fresh();
    const good = `{"userId":1,"timestamp":"${at}","heartRate":60}`;
    const bad = `{"userId":1,"timestamp":"${fresh()}","heartRate":60,"device":"\xfc"}`;
    for (const [body, type] of [
      [`[${good},${bad}]`, 'application/json'],
      [`${good}\n${bad}`, 'application/x-ndjson'],
    ] as const) {
      const receipt = await receiptOf(Buffer.from(body, 'latin1'), { 'content-type': type });
      assert.deepEqual(receipt.rejectedByReason, { malformed_row: 1 });
      assert.match(receipt.rejections[0]?.message ?? '', /UTF-8/);
    }
  });

  test('a broken array is refused as a whole while it is small', async () => {
    const at = fresh();
    const body = `[{"userId":1,"timestamp":"${at}","heartRate":60},`;
    assert.equal(problemCode(await send('POST', '/v1/readings', body, JSON_TYPE), 400), 'INVALID_FILE');
    assert.deepEqual(counts(await receiptOf(`${body.slice(0, -1)}]`, JSON_TYPE)), [1, 1, 0, 0, 0, 1]);
  });
});

describe('rows', () => {
  test('one at fault is rejected with its row and never stops the others', async () => {
    const at = fresh();
    const rows = [
      { userId: 1, timestamp: at, heartRate: 60 },
      { userId: 9, timestamp: at, heartRate: 60 },
      { userId: 1, timestamp: at, heartRate: 900 },
      { userId: 1, timestamp: 'never', heartRate: 60 },
      { userId: 1, timestamp: 5, heartRate: 60 },
      { userId: 1, timestamp: at, heartRate: null },
      'text',
      null,
      [],
      { userId: 1, timestamp: at, heartRate: 61 },
    ];
    const { rejections, ...receipt } = await receiptOf(JSON.stringify(rows), JSON_TYPE);
    assert.deepEqual(counts({ ...receipt, rejections }), [10, 1, 1, 0, 8, 10]);
    assert.deepEqual(
      rejections.map(({ row, reason }) => [row, reason]),
      [
        [2, 'unknown_user'],
        [3, 'heart_rate_out_of_range'],
        [4, 'invalid_timestamp'],
        [5, 'invalid_timestamp'],
        [6, 'invalid_heart_rate'],
        [7, 'malformed_row'],
        [8, 'malformed_row'],
        [9, 'malformed_row'],
      ],
    );
  });

  test('ids past 2^53 are nobody else’s', async () => {
    const { rejectedByReason } = await receiptOf(
      `[{"userId":9007199254740993,"timestamp":"${AT}","heartRate":60},{"userId":1.0000000000000001,"timestamp":"${AT}","heartRate":60}]`,
      JSON_TYPE,
    );
    assert.deepEqual(rejectedByReason, { invalid_user_id: 2 });
  });

  test('a receipt lists as many rejected rows as requested, and counts all', async () => {
    const csv = readingsCsv(Array.from({ length: 2500 }, () => [1, 'never', 60] as const));
    for (const [query, named] of [
      ['', 1000],
      ['?maxRejections=3', 3],
      ['?maxRejections=0', 0],
      ['?maxRejections=100000', 2500],
    ] as const) {
      const { rejected, rejections } = await receiptOf(csv, CSV, query);
      assert.deepEqual([rejected, rejections.length], [2500, named]);
    }
  });

  test('a dry run writes nothing, and unknown users are made when asked to', async () => {
    const csv = readingsCsv([[55, fresh(), 60]]);
    assert.deepEqual(counts(await receiptOf(csv, CSV, '?dryRun=true&unknownUsers=create')), [1, 1, 0, 0, 0, 0]);
    assert.equal(await store.getUser(55), undefined);
    const { inserted, usersCreated } = await receiptOf(csv, CSV, '?unknownUsers=create');
    assert.deepEqual([inserted, usersCreated], [1, 1]);
  });
});

describe('Idempotency-Key', () => {
  const body = () => readingsCsv([[1, fresh(), 60]]);

  test('a repeat gives the stored receipt and writes nothing', async () => {
    const csv = body();
    const headers = { ...CSV, 'idempotency-key': 'repeat' };
    const first = await send('POST', '/v1/readings', csv, headers);
    assert.equal(first.headers['idempotency-replayed'], undefined);
    await store.deleteReadings({ userIds: [1] });
    const again = await send('POST', '/v1/readings', csv, headers);
    assert.deepEqual([again.statusCode, again.body], [200, first.body]);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal((await store.queryTop({ userId: 1, from: '2023-01-01', to: '2024-01-01' })).length, 0);
    // The same body in another packing is the same body.
    const packed = await send('POST', '/v1/readings', gzipSync(csv), { ...headers, 'content-encoding': 'gzip' });
    assert.equal(packed.body, first.body);
  });

  test('another body, another query or another form under the same key is refused', async () => {
    const csv = body();
    const headers = { ...CSV, 'idempotency-key': 'other' };
    await receiptOf(csv, headers);
    const answers = [
      await send('POST', '/v1/readings', `${csv}\n`, headers),
      await send('POST', '/v1/readings?dryRun=true', csv, headers),
      await send('POST', '/v1/readings', csv, { ...headers, 'content-type': 'application/x-ndjson' }),
    ];
    for (const answer of answers) assert.equal(problemCode(answer, 422), 'IDEMPOTENCY_KEY_REUSED');
  });

  test('is of its API key alone', async () => {
    const csv = body();
    const headers = { ...CSV, 'idempotency-key': 'mine' };
    await receiptOf(csv, headers);
    const other = { ...headers, authorization: `Bearer ${await service.keyWith('write')}` };
    const answer = await send('POST', '/v1/readings', csv, other);
    assert.equal(answer.headers['idempotency-replayed'], undefined);
    assert.equal((JSON.parse(answer.body) as ReadingsReceipt).unchanged, 1);
  });

  test('one that is still running is refused', async () => {
    const csv = body();
    const headers = { ...CSV, 'idempotency-key': 'running' };
    const answers = await Promise.all([1, 2, 3].map(() => send('POST', '/v1/readings', csv, headers)));
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    assert.deepEqual(statuses, [200, 409, 409]);
    const refused = answers.find(({ statusCode }) => statusCode === 409)!;
    assert.equal(problemCode(refused), 'IDEMPOTENCY_KEY_IN_USE');
    assert.equal(refused.headers['retry-after'], '1');
  });

  test('a request that failed leaves its key free', async () => {
    const headers = { ...CSV, 'idempotency-key': 'failed' };
    assert.equal((await send('POST', '/v1/readings', 'nonsense', headers)).statusCode, 400);
    assert.equal((await receiptOf(body(), headers)).inserted, 1);
  });

  test('must be of visible characters', async () => {
    for (const key of ['', 'a b', 'x'.repeat(256), 'ä']) {
      const answer = await send('POST', '/v1/readings', body(), { ...CSV, 'idempotency-key': key });
      assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT');
    }
  });
});

describe('large bodies', () => {
  const line = (at: number) => `${1 + (at % 2)},${new Date(Date.UTC(2024, 0, 1) + at * 1000).toISOString()},60\n`;
  const lines = (count: number) => Array.from({ length: count }, (_, at) => line(at)).join('');
  const header = 'user_id,timestamp,heart_rate\n';

  test('are committed batch by batch, with one receipt', async () => {
    const body = header + lines(110_000);
    assert.ok(body.length < 4_000_000);
    assert.deepEqual(counts(await receiptOf(body, CSV)), [110_000, 110_000, 0, 0, 0, 110_001]);
    const objects = Array.from({ length: 20_000 }, (_, at) => {
      const [userId, timestamp, heartRate] = line(at).trim().split(',');
      return `{"userId":${userId},"timestamp":"${timestamp}","heartRate":${heartRate}}`;
    });
    assert.deepEqual(counts(await receiptOf(`[${objects.join(',')}]`, JSON_TYPE)), [20_000, 0, 0, 20_000, 0, 20_000]);
  });

  test('past the limit are refused, before they are read where they say how long they are', async () => {
    const declared = await send('POST', '/v1/readings', header + lines(150_000), CSV);
    assert.equal(problemCode(declared, 413), 'BODY_TOO_LARGE');
    assert.equal('receipt' in (JSON.parse(declared.body) as object), false);
    const packed = gzipSync(header + lines(150_000));
    const bomb = await send('POST', '/v1/readings', packed, { ...CSV, 'content-encoding': 'gzip' });
    assert.equal(problemCode(bomb, 413), 'BODY_TOO_LARGE');
    const { lastCommittedRow, receipt } = JSON.parse(bomb.body) as {
      lastCommittedRow: number;
      receipt: { read: number };
    };
    // What had come in whole by then is kept, and said to be.
    assert.ok(lastCommittedRow > 100_000 && lastCommittedRow <= 150_001);
    assert.equal(receipt.read, lastCommittedRow - 1);
  });

  test('past the limit are refused as such in every form, not as broken ones', async () => {
    const readings = Array.from({ length: 60_000 }, (_, at) => {
      const [userId, timestamp, heartRate] = line(at).trim().split(',');
      return JSON.stringify({ userId: Number(userId), timestamp, heartRate: Number(heartRate) });
    });
    const users = Array.from({ length: 5000 }, (_, at) => JSON.stringify({ id: 1 + (at % 2), name: 'x'.repeat(1000) }));
    const bodies: readonly (readonly [path: string, body: string, type: Record<string, string>])[] = [
      ['/v1/readings', `[${readings.join(',')}]`, JSON_TYPE],
      ['/v1/readings', readings.join('\n'), { 'content-type': 'application/x-ndjson' }],
      ['/v1/users/import', `[${users.join(',')}]`, JSON_TYPE],
      ['/v1/users/import', users.join('\n'), { 'content-type': 'application/x-ndjson' }],
    ];
    for (const [path, body, type] of bodies) {
      const bomb = await send('POST', path, gzipSync(body), { ...type, 'content-encoding': 'gzip' });
      assert.equal(problemCode(bomb, 413), 'BODY_TOO_LARGE');
      assert.match(bomb.body, /send several; rows up to \d+ are committed"/);
    }
  });

  test('that break off say which row was committed last', async () => {
    await store.deleteReadings({ from: '2024-01-01' });
    const packed = gzipSync(header + lines(110_000));
    const answer = await send('POST', '/v1/readings', packed.subarray(0, packed.length - 2000), {
      ...CSV,
      'content-encoding': 'gzip',
    });
    assert.equal(problemCode(answer, 400), 'INVALID_FILE');
    const { lastCommittedRow, receipt } = JSON.parse(answer.body) as {
      lastCommittedRow: number;
      receipt: { inserted: number };
    };
    assert.equal(receipt.inserted, lastCommittedRow - 1);
    assert.equal((await store.stats()).readings > receipt.inserted - 1, true);
    const stored = await store.queryUsers({ from: '2024-01-01', to: '2024-12-31', minHeartRate: 0, details: true });
    assert.equal(
      stored.reduce((sum, { count }) => sum + count, 0),
      receipt.inserted,
    );
    const json = `[${'{"userId":1,"timestamp":"2024-06-01","heartRate":60},'.repeat(10_000)}`;
    const broken = await send('POST', '/v1/readings', json, JSON_TYPE);
    assert.equal(problemCode(broken, 400), 'INVALID_FILE');
    assert.equal((JSON.parse(broken.body) as { lastCommittedRow: number }).lastCommittedRow, 10_000);
  });
});
