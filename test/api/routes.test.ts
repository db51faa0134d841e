import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { AT, inject, problemCode, readingsCsv, YEAR } from './inject.ts';

const { service, store, send } = await inject();
after(() => service.remove());

await store.importUsers([
  { id: 1, name: 'Ada', gender: 'female', age: 36 },
  { id: 2, name: 'Bob', gender: 'male', birthDate: '1990-05-31' },
  { id: 3, name: 'Cleo, "C"', gender: 'other', age: 20 },
]);
await store.ingest(
  [1, 2, 3].flatMap((userId) =>
    [60, 90].map((heartRate, at) => ({
      userId,
      timestamp: new Date(Date.parse(AT) + at * 3_600_000),
      heartRate: heartRate + userId,
    })),
  ),
);

describe('GET /v1/cohorts/users', () => {
  const cohort = `/v1/cohorts/users?${YEAR}&minHeartRate=60`;

  test('gives ids, highest average first', async () => {
    const { statusCode, headers, body } = await send('GET', `${cohort}&minAge=24`);
    assert.equal(statusCode, 200);
    assert.match(String(headers['content-type']), /^application\/json/);
    assert.deepEqual(JSON.parse(body), { userIds: [2, 1] });
  });

  test('gives averages and counts with details', async () => {
    for (const flag of ['details', 'details=true']) {
      const { body } = await send('GET', `${cohort}&gender=female,other&${flag}`);
      assert.deepEqual(JSON.parse(body), {
        userIds: [3, 1],
        members: [
          { userId: 3, average: 78, count: 2 },
          { userId: 1, average: 76, count: 2 },
        ],
      });
    }
  });

  test('comes in pages, whose cursor says where to go on', async () => {
    const seen: number[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const { body } = await send('GET', `${cohort}&gender=female&gender=male&gender=other&limit=1${next}`);
      const page = JSON.parse(body) as { userIds: number[]; nextCursor?: string };
      assert.equal(page.userIds.length, 1);
      seen.push(...page.userIds);
      next = page.nextCursor === undefined ? undefined : `&cursor=${page.nextCursor}`;
    }
    assert.deepEqual(seen, [3, 2, 1]);
  });
});

describe('GET /v1/users/{userId}/top-hours', () => {
  test('gives averages, and the hours behind them with details', async () => {
    const short = await send('GET', `/v1/users/1/top-hours?${YEAR}`);
    assert.deepEqual(JSON.parse(short.body), { averages: [91, 61] });
    const long = await send('GET', `/v1/users/1/top-hours?${YEAR}&limit=1&timezone=Asia/Kolkata&details`);
    assert.deepEqual(JSON.parse(long.body), {
      averages: [91],
      peaks: [{ average: 91, count: 1, hours: [{ start: '2023-01-01T10:30:00.000Z', count: 1 }] }],
    });
  });

  test('somebody unknown is 404, somebody without readings is not', async () => {
    assert.equal(problemCode(await send('GET', `/v1/users/99/top-hours?${YEAR}`), 404), 'USER_NOT_FOUND');
    assert.deepEqual(JSON.parse((await send('GET', '/v1/users/1/top-hours?from=2022-01-01&to=2022-02-01')).body), {
      averages: [],
    });
  });
});

describe('rows', () => {
  const forms = [
    ['application/json', '[{"userId":1,"timestamp":"2023-01-01T10:00:00.000Z","heartRate":61}]'],
    ['application/x-ndjson', '{"userId":1,"timestamp":"2023-01-01T10:00:00.000Z","heartRate":61}\n'],
    ['text/csv', 'user_id,timestamp,heart_rate\n1,2023-01-01T10:00:00.000Z,61\n'],
    ['application/json; charset=utf-8', '[{"userId":1,"timestamp":"2023-01-01T10:00:00.000Z","heartRate":61}]'],
    ['application/json;q=0, */*', '{"userId":1,"timestamp":"2023-01-01T10:00:00.000Z","heartRate":61}\n'],
    ['text/html;q=0.9, text/csv;q=0.5, */*;q=0.1', 'user_id,timestamp,heart_rate\n1,2023-01-01T10:00:00.000Z,61\n'],
  ] as const;
  for (const [accept, expected] of forms) {
    test(`readings as ${accept}`, async () => {
      const url = '/v1/users/1/readings?from=2023-01-01&to=2023-01-01T10:30:00Z';
      const { statusCode, body } = await send('GET', url, undefined, { accept });
      assert.deepEqual([statusCode, body], [200, expected]);
    });
  }

  test('nothing but these', async () => {
    const answer = await send('GET', `/v1/users/1/readings?${YEAR}`, undefined, { accept: 'image/png' });
    assert.equal(problemCode(answer, 406), 'INVALID_ARGUMENT');
  });

  test('what is given can be sent again', async () => {
    for (const accept of ['application/json', 'application/x-ndjson', 'text/csv']) {
      const { body } = await send('GET', `/v1/users/1/readings?${YEAR}`, undefined, { accept });
      const again = await send('POST', '/v1/readings', body, { 'content-type': accept });
      const { read, unchanged } = JSON.parse(again.body) as { read: number; unchanged: number };
      assert.deepEqual([read, unchanged], [2, 2], accept);
    }
  });

  test('averages', async () => {
    const url = `/v1/users/2/averages?${YEAR}&resolution=day`;
    assert.deepEqual(JSON.parse((await send('GET', url)).body), [
      { start: '2023-01-01T00:00:00.000Z', count: 2, average: 77, min: 62, max: 92 },
    ]);
    const { body } = await send('GET', url, undefined, { accept: 'text/csv' });
    assert.equal(body, 'start,count,average,min,max\n2023-01-01T00:00:00.000Z,2,77,62,92\n');
  });

  test('nobody has no rows: 404', async () => {
    for (const url of [`/v1/users/9/readings?${YEAR}`, `/v1/users/9/averages?${YEAR}&resolution=day`]) {
      assert.equal(problemCode(await send('GET', url), 404), 'USER_NOT_FOUND');
    }
  });
});

describe('users', () => {
  test('are put, given and deleted', async () => {
    const put = await send('PUT', '/v1/users/9007199254740991', { name: 'Max', age: 50 });
    assert.deepEqual(
      [put.statusCode, JSON.parse(put.body)],
      [200, { id: 2 ** 53 - 1, name: 'Max', gender: 'unknown', age: 50, birthDate: null }],
    );
    assert.equal((await send('GET', '/v1/users/9007199254740991')).body, put.body);
    const deleted = await send('DELETE', '/v1/users/9007199254740991');
    assert.deepEqual(JSON.parse(deleted.body), { users: 1, readings: 0 });
    assert.equal(problemCode(await send('GET', '/v1/users/9007199254740991'), 404), 'USER_NOT_FOUND');
    assert.equal(problemCode(await send('DELETE', '/v1/users/9007199254740991'), 404), 'USER_NOT_FOUND');
  });

  test('are listed in pages', async () => {
    const first = JSON.parse((await send('GET', '/v1/users?limit=2')).body) as {
      users: { id: number }[];
      nextCursor: string;
    };
    assert.deepEqual(
      first.users.map(({ id }) => id),
      [1, 2],
    );
    const second = JSON.parse((await send('GET', `/v1/users?limit=2&cursor=${first.nextCursor}`)).body) as object;
    assert.deepEqual(second, {
      users: [{ id: 3, name: 'Cleo, "C"', gender: 'other', age: 20, birthDate: null }],
    });
  });

  test('are imported from what was listed, in every form', async () => {
    for (const type of ['application/x-ndjson', 'text/csv', 'application/json']) {
      const listed = (await send('GET', '/v1/users', undefined, { accept: type })).body;
      const body = type === 'application/json' ? JSON.stringify(JSON.parse(listed).users) : listed;
      const again = JSON.parse((await send('POST', '/v1/users/import', body, { 'content-type': type })).body) as object;
      assert.deepEqual(again, {
        read: 3,
        inserted: 0,
        updated: 0,
        unchanged: 3,
        rejected: 0,
        rejectedByReason: {},
        rejections: [],
        usersCreated: 0,
      });
    }
  });

  test('whose text is not UTF-8 are refused, however they come', async () => {
    const latin1 = Buffer.from('{"id":9,"name":"J\xfcrgen"}', 'latin1');
    const json = { 'content-type': 'application/json' };
    const put = (body: Buffer, headers: Record<string, string>) => send('PUT', '/v1/users/9', body, headers);
    assert.equal(problemCode(await put(Buffer.from('{"name":"J\xfcrgen"}', 'latin1'), json), 400), 'INVALID_ARGUMENT');
    for (const headers of [
      { 'content-type': 'application/json; charset=latin1' },
      { ...json, 'content-encoding': 'gzip' },
    ]) {
      assert.equal(problemCode(await put(Buffer.from('{}'), headers), 415), 'UNSUPPORTED_MEDIA_TYPE');
    }
    for (const [type, body] of [
      ['application/json', Buffer.concat([Buffer.from('['), latin1, Buffer.from(']')])],
      ['application/x-ndjson', latin1],
      ['text/csv', Buffer.from('id,name\n9,J\xfcrgen\n', 'latin1')],
    ] as const) {
      const answer = await send('POST', '/v1/users/import', body, { 'content-type': type });
      const receipt = JSON.parse(answer.body) as { rejectedByReason: object; rejections: { message: string }[] };
      assert.deepEqual(receipt.rejectedByReason, { malformed_row: 1 });
      assert.match(receipt.rejections[0]?.message ?? '', /UTF-8/);
    }
    assert.equal(problemCode(await send('GET', '/v1/users/9'), 404), 'USER_NOT_FOUND');
    // The sign for damaged text is a letter like others where somebody wrote it.
    const sign = '{"id":9,"name":"\uFFFD"}';
    const written = await send('POST', '/v1/users/import', `[${sign}]`, json);
    assert.equal((JSON.parse(written.body) as { inserted: number }).inserted, 1);
    assert.equal((JSON.parse((await send('GET', '/v1/users/9')).body) as { name: string }).name, '\uFFFD');
    assert.equal((await send('DELETE', '/v1/users/9')).statusCode, 200);
  });

  test('are told more of by an import, and replaced by one that says so', async () => {
    const post = async (query: string, body: string, type = 'application/json') =>
      JSON.parse((await send('POST', `/v1/users/import${query}`, body, { 'content-type': type })).body);
    const user = async () => JSON.parse((await send('GET', '/v1/users/9')).body);
    assert.equal((await post('', '[{"id":9,"name":"Ida","birth_date":"1990-05-31"}]')).inserted, 1);
    assert.equal((await post('', 'id,name,gender,age\n9,,,40\n', 'text/csv')).updated, 1);
    assert.equal((await post('', '{"id":9,"birthDate":null,"gender":"unknown"}', 'application/x-ndjson')).unchanged, 1);
    assert.deepEqual(await user(), { id: 9, name: 'Ida', gender: 'unknown', age: 40, birthDate: '1990-05-31' });
    assert.equal((await post('?replace', '[{"id":9,"age":40}]')).updated, 1);
    assert.deepEqual(await user(), { id: 9, name: '', gender: 'unknown', age: 40, birthDate: null });
    await send('DELETE', '/v1/users/9');
  });

  test('with columns or members that are not known are refused, unless those are to be passed over', async () => {
    const post = (query: string, body: string, type: string) =>
      send('POST', `/v1/users/import${query}`, body, { 'content-type': type });
    const csv = 'id,name,weight\n9,Ida,60\n';
    const refused = await post('', csv, 'text/csv');
    assert.equal(problemCode(refused, 400), 'INVALID_FILE');
    assert.match(refused.body, /weight.* is not a field of a user.*ignoreColumns/);
    for (const [type, body] of [
      ['application/json', '[{"id":9,"weight":60},{"id":9,"externalId":"A"},{"id":9,"age":40}]'],
      ['application/x-ndjson', '{"id":9,"weight":60}\n{"id":9,"externalId":"A"}\n{"id":9,"age":40}\n'],
    ] as const) {
      const { rejections } = JSON.parse((await post('', body, type)).body);
      assert.deepEqual(
        rejections.map(({ row, reason, message }: Record<string, unknown>) => [
          row,
          reason,
          String(message).slice(0, 8),
        ]),
        [
          [1, 'invalid_user', '"weight"'],
          [2, 'invalid_user', '"externa'],
        ],
      );
      const passed = JSON.parse((await post('?ignoreColumns=weight,externalId', body, type)).body);
      assert.deepEqual([passed.read, passed.rejected], [3, 0]);
    }
    for (const query of ['?ignoreColumns', '?ignoreColumns=true', '?ignoreColumns=weight']) {
      assert.equal(JSON.parse((await post(query, csv, 'text/csv')).body).rejected, 0, query);
    }
    assert.equal(problemCode(await post('?ignoreColumns=site', csv, 'text/csv'), 400), 'INVALID_FILE');
    await send('DELETE', '/v1/users/9');
  });

  test('that are not allowed are rejected with their row', async () => {
    const body = '[{"id":1,"name":"Ada","gender":"female","age":36},{"id":9007199254740993},7,{"id":5,"age":-1}]';
    const answer = await send('POST', '/v1/users/import', body, { 'content-type': 'application/json' });
    const { read, unchanged, rejections } = JSON.parse(answer.body) as {
      read: number;
      unchanged: number;
      rejections: { row: number; reason: string }[];
    };
    assert.deepEqual([read, unchanged], [4, 1]);
    assert.deepEqual(
      rejections.map(({ row, reason }) => [row, reason]),
      [
        [2, 'invalid_user'],
        [3, 'malformed_row'],
        [4, 'invalid_user'],
      ],
    );
  });
});

describe('erasure and the store', () => {
  test('readings are deleted by users, by a period, or both', async () => {
    const csv = readingsCsv([
      [1, '2022-05-01', 60],
      [2, '2022-05-01', 60],
      [2, '2022-06-01', 60],
      [1, '2021-01-01', 60],
    ]);
    assert.equal((await send('POST', '/v1/readings', csv, { 'content-type': 'text/csv' })).statusCode, 200);
    const deletions = [
      await send('DELETE', '/v1/readings?userIds=1,2&from=2022-05-01&to=2022-05-31'),
      await send('POST', '/v1/readings/delete', { userIds: [2], to: '2022-12-31' }),
      await send('POST', '/v1/readings/drop-before', { instant: '2022-01-01' }),
    ];
    assert.deepEqual(
      deletions.map(({ body }) => JSON.parse(body)),
      [{ readings: 2 }, { readings: 1 }, { readings: 1 }],
    );
    assert.equal(problemCode(await send('DELETE', '/v1/readings'), 400), 'INVALID_ARGUMENT');
    assert.deepEqual(JSON.parse((await send('POST', '/v1/users/delete', { userIds: [77] })).body), {
      users: 0,
      readings: 0,
    });
  });

  test('stats, verify and repair', async () => {
    const stats = JSON.parse((await send('GET', '/v1/stats')).body) as Record<string, unknown>;
    assert.deepEqual([stats.engine, stats.users, stats.readings], ['memory', 3, 6]);
    assert.deepEqual([stats.firstReading, stats.lastReading], ['2023-01-01T10:00:00.000Z', '2023-01-01T11:00:00.000Z']);
    for (const work of ['verify', 'repair']) {
      const { body } = await send('POST', `/v1/store/${work}`);
      assert.deepEqual(JSON.parse(body), {
        ok: true,
        buckets: 0,
        readings: 6,
        differing: 0,
        differences: [],
        problems: [],
      });
      const lines = await send('POST', `/v1/store/${work}`, undefined, { accept: 'application/x-ndjson' });
      const last = JSON.parse(lines.body.trim().split('\n').at(-1)!) as { done: number; report: { ok: boolean } };
      assert.deepEqual([last.done, last.report.ok], [1, true]);
    }
  });
});

describe('the service', () => {
  test('tells what it is, and whether it is well', async () => {
    assert.deepEqual(JSON.parse((await send('GET', '/v1')).body), {
      name: 'pulsebase',
      version: '0.0.0',
      engine: 'memory',
      scopes: ['read', 'write', 'admin', 'metrics'],
    });
    for (const url of ['/livez', '/readyz'])
      assert.deepEqual(JSON.parse((await send('GET', url)).body), { status: 'ok' });
    const slo = JSON.parse((await send('GET', '/v1/slo')).body) as { isMet: boolean; objectives: { name: string }[] };
    assert.deepEqual(
      slo.objectives.map(({ name }) => name),
      ['query_top', 'query_users', 'ingest'],
    );
  });

  test('gives metrics in the names and units of Prometheus', async () => {
    const { headers, body } = await send('GET', '/metrics');
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
    for (const line of [
      /^pulsebase_http_request_duration_seconds_bucket\{le="0\.1",method="GET",route="\/v1\/users\/:userId\/top-hours",status="200"\} \d/m,
      /^pulsebase_query_duration_seconds_count\{query="query_top",outcome="answered"\} \d/m,
      /^pulsebase_readings_total\{outcome="unchanged"\} 6$/m,
      /^pulsebase_group_commit_requests_sum \d/m,
      /^pulsebase_slo_met\{objective="query_top"\} [01]$/m,
      /^pulsebase_store_readings 6$/m,
      /^pulsebase_work_in_progress\{kind="writes"\} 0$/m,
      /^nodejs_eventloop_lag_seconds /m,
    ]) {
      assert.match(body, line);
    }
  });

  test('answers with headers that keep browsers and caches from harm', async () => {
    const { headers } = await send('GET', '/v1/users/1');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['content-security-policy']), /default-src/);
    assert.equal(headers['access-control-allow-origin'], undefined);
    assert.equal(headers['x-powered-by'], undefined);
    const given = await send('GET', '/livez', undefined, { 'x-request-id': 'trace-7' });
    assert.equal(given.headers['x-request-id'], 'trace-7');
    const forged = await send('GET', '/livez', undefined, { 'x-request-id': 'a\tb"c' });
    assert.match(String(forged.headers['x-request-id']), /^[0-9a-f-]{36}$/);
  });

  test('has nothing elsewhere, and says which methods a path takes', async () => {
    assert.equal(problemCode(await send('GET', '/v1/nothing'), 404), 'NOT_FOUND');
    const wrong = await send('PATCH', '/v1/users/1', {});
    assert.equal(problemCode(wrong, 405), 'NOT_FOUND');
    assert.equal(wrong.headers.allow, 'GET, HEAD, PUT, DELETE');
    const options = await send('OPTIONS', '/v1/stats');
    assert.equal(problemCode(options, 405), 'NOT_FOUND');
    assert.equal(options.headers.allow, 'GET, HEAD');
    const head = await send('HEAD', '/v1/readings');
    assert.deepEqual([head.statusCode, head.headers.allow, head.body], [405, 'POST, DELETE', '']);
  });

  test('answers HEAD wherever it answers GET, and reads no more rows than it must', async () => {
    for (const url of ['/', '/docs', '/docs/json', '/openapi.json', '/livez', '/metrics', '/v1/users/1', '/v1/users']) {
      const [get, head] = [await send('GET', url), await send('HEAD', url)];
      assert.deepEqual([head.statusCode, head.body], [get.statusCode, ''], url);
    }
    const rows = `/v1/users/1/readings?${YEAR}`;
    assert.equal((await send('HEAD', rows)).statusCode, 200);
    assert.equal((await send('HEAD', `/v1/users/99/readings?${YEAR}`)).statusCode, 404);
    assert.match((await send('GET', '/metrics')).body, /^pulsebase_work_in_progress\{kind="streams"\} 0$/m);
  });

  test('serves pages that explain it', async () => {
    const root = await service.app.inject('/');
    assert.deepEqual([root.statusCode, root.headers.location], [302, 'docs']);
    const page = await send('GET', '/docs');
    assert.match(page.body, /<title>/);
    assert.match(String(page.headers['content-security-policy']), /script-src/);
    // Over plain HTTP nothing would come from there.
    assert.doesNotMatch(String(page.headers['content-security-policy']), /upgrade-insecure-requests/);
  });
});

describe('parameters', () => {
  const bad: readonly (readonly [url: string, field: string])[] = [
    ['/v1/users/0/top-hours', 'userId'],
    ['/v1/users/0x1/top-hours', 'userId'],
    ['/v1/users/1e3/top-hours', 'userId'],
    ['/v1/users/%201/top-hours', 'userId'],
    ['/v1/users/9007199254740992/top-hours', 'userId'],
    ['/v1/users/9007199254740993/top-hours', 'userId'],
    ['/v1/users/1.0/top-hours', 'userId'],
    ['/v1/users/1/top-hours?to=2023-01-01', 'from'],
    ['/v1/users/1/top-hours?from=2023-01-01&to=soon', 'to'],
    ['/v1/users/1/top-hours?from=2023-01-02&to=2023-01-01', 'from'],
    [`/v1/users/1/top-hours?${YEAR}&limit=0`, 'limit'],
    [`/v1/users/1/top-hours?${YEAR}&limit=1e1`, 'limit'],
    [`/v1/users/1/top-hours?${YEAR}&limit=5&limit=6`, 'limit'],
    [`/v1/users/1/top-hours?${YEAR}&timezone=Mars/Olympus`, 'timezone'],
    [`/v1/users/1/top-hours?${YEAR}&details=yes`, 'details'],
    [`/v1/users/1/top-hours?${YEAR}&form=x`, 'form'],
    [`/v1/cohorts/users?${YEAR}`, 'minHeartRate'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=NaN`, 'minHeartRate'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=1e999`, 'minHeartRate'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=`, 'minHeartRate'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=60&gender=robot`, 'gender'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=60&gender=`, 'gender'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=60&asOf=today`, 'asOf'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=60&cursor=xyz`, 'cursor'],
    [`/v1/users/1/averages?${YEAR}&resolution=week`, 'resolution'],
    [`/v1/users/1/averages?${YEAR}`, 'resolution'],
    [`/v1/stats?x=1`, 'x'],
  ];
  for (const [url, field] of bad) {
    test(`${url} is at fault in ${field}`, async () => {
      const answer = await send('GET', url.includes('?') ? url : `${url}?${YEAR}`);
      assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT');
      assert.equal((JSON.parse(answer.body) as { field: string }).field, field, answer.body);
    });
  }

  const bodies: readonly (readonly [body: object | string, field: string | undefined])[] = [
    [{ age: -1 }, 'age'],
    [{ age: 1.5 }, 'age'],
    [{ age: '30' }, 'age'],
    [{ gender: 'robot' }, 'gender'],
    [{ birthDate: '2023-02-30' }, 'birthDate'],
    [{ name: 7 }, 'name'],
    [{ name: 'a\0b' }, 'name'],
    [{ id: 5 }, 'id'],
    ['[]', 'body'],
    ['null', 'body'],
    ['{"name":', undefined],
    ['{"__proto__":{"a":1}}', undefined],
    ['', undefined],
  ];
  for (const [body, field] of bodies) {
    test(`a user ${JSON.stringify(body)} is refused`, async () => {
      const answer = await send('PUT', '/v1/users/7', body, { 'content-type': 'application/json' });
      assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT');
      assert.equal((JSON.parse(answer.body) as { field?: string }).field, field, answer.body);
    });
  }
});
