import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemCode, YEAR } from './inject.ts';
import { injectPeople } from './inject-people.ts';

const { send } = await injectPeople();

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
          { userId: 3, externalId: null, average: 78, count: 2 },
          { userId: 1, externalId: null, average: 76, count: 2 },
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
      userId: 1,
      externalId: null,
      peaks: [{ average: 91, count: 1, hours: [{ start: '2023-01-01T10:30:00.000Z', count: 1 }] }],
    });
  });

  test('leaves out hours and users with too few readings', async () => {
    const top = await send('GET', `/v1/users/1/top-hours?${YEAR}&minReadings=2`);
    assert.deepEqual(JSON.parse(top.body), { averages: [] });
    const cohort = `/v1/cohorts/users?${YEAR}&minHeartRate=60`;
    assert.deepEqual(JSON.parse((await send('GET', `${cohort}&minReadings=3`)).body), { userIds: [] });
    assert.deepEqual(JSON.parse((await send('GET', `${cohort}&minReadings=2&minDays=1`)).body), { userIds: [3, 2, 1] });
    assert.deepEqual(JSON.parse((await send('GET', `${cohort}&minDays=2`)).body), { userIds: [] });
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

  test('timeline', async () => {
    const url = `/v1/users/2/timeline?${YEAR}`;
    const points = (JSON.parse((await send('GET', url)).body) as { level: string; points: unknown[] }).points;
    assert.deepEqual(points[0], { start: '2023-01-01T10:00:00.000Z', count: 1, average: 62, min: 62, max: 62 });
    assert.deepEqual(JSON.parse((await send('GET', `${url}&maxPoints=1000&level=day`)).body), {
      level: 'day',
      points: [{ start: '2023-01-01T00:00:00.000Z', count: 2, average: 77, min: 62, max: 92 }],
    });
  });

  test('distributions', async () => {
    const user = await send('GET', `/v1/users/2/distribution?${YEAR}&zones=70,80.5&percentiles=50`);
    const answer = JSON.parse(user.body) as { percentiles: unknown; zones: { count: number }[] };
    assert.deepEqual(answer.percentiles, [{ percentile: 50, heartRate: 62 }]);
    assert.deepEqual(
      answer.zones.map(({ count }) => count),
      [1, 0, 1],
    );
    const cohort = await send('GET', `/v1/cohorts/distribution?${YEAR}&gender=female&maxGapMinutes=30`);
    const { users, count, minutes } = JSON.parse(cohort.body) as Record<string, number>;
    assert.deepEqual([users, count, minutes], [1, 2, 60]);
  });

  test('quality', async () => {
    const user = await send('GET', `/v1/users/2/quality?${YEAR}&minMinutesOfHour=1&minHoursOfDay=2`);
    const { days, users } = JSON.parse(user.body) as { days: unknown[]; users: { validDays: number }[] };
    assert.deepEqual(days, [
      { start: '2023-01-01T00:00:00.000Z', users: 1, count: 2, wornMinutes: 2, validHours: 2, validDays: 1 },
    ]);
    assert.equal(users[0]!.validDays, 1);
    const cohort = await send('GET', `/v1/cohorts/quality?${YEAR}&gender=female&timezone=Asia/Tokyo`);
    assert.deepEqual(
      (JSON.parse(cohort.body) as { users: { userId: number }[] }).users.map(({ userId }) => userId),
      [1],
    );
  });

  test('nobody has no rows: 404', async () => {
    for (const url of [
      `/v1/users/9/readings?${YEAR}`,
      `/v1/users/9/averages?${YEAR}&resolution=day`,
      `/v1/users/9/timeline?${YEAR}`,
    ]) {
      assert.equal(problemCode(await send('GET', url), 404), 'USER_NOT_FOUND');
    }
  });
});
