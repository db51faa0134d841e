import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemCode, YEAR } from './inject.ts';
import { injectPeople } from './inject-people.ts';

const { send, store } = await injectPeople();
// A timeline is of the months from the first reading to the last: of the whole year, that there is something to refuse.
const ends = ['2023-01-02T00:00:00Z', '2023-12-30T00:00:00Z'];
await store.ingest(ends.map((timestamp) => ({ userId: 1, timestamp, heartRate: 70 })));

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
    [`/v1/users/1/top-hours?${YEAR}&minReadings=0`, 'minReadings'],
    [`/v1/cohorts/users?${YEAR}&minHeartRate=60&minDays=1.5`, 'minDays'],
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
    [`/v1/users/1/averages?${YEAR}&resolution=year`, 'resolution'],
    [`/v1/users/1/averages?${YEAR}`, 'resolution'],
    [`/v1/users/1/timeline?${YEAR}&maxPoints=4001`, 'maxPoints'],
    [`/v1/users/1/timeline?${YEAR}&maxPoints=1`, 'maxPoints'],
    [`/v1/users/1/timeline?${YEAR}&level=minute`, 'level'],
    [`/v1/users/1/timeline?${YEAR}&level=hour`, 'level'],
    [`/v1/users/1/distribution?${YEAR}&zones=80,70`, 'zones'],
    [`/v1/users/1/distribution?${YEAR}&zones=high`, 'zones'],
    [`/v1/users/1/distribution?${YEAR}&percentiles=101`, 'percentiles'],
    [`/v1/users/1/distribution?${YEAR}&minAge=30`, 'minAge'],
    [`/v1/cohorts/distribution?${YEAR}&maxGapMinutes=0`, 'maxGapMinutes'],
    [`/v1/cohorts/quality?${YEAR}&minHoursOfDay=26`, 'minHoursOfDay'],
    [`/v1/cohorts/quality?${YEAR}&timezone=Mars/Olympus`, 'timezone'],
    [`/v1/users/1/quality?${YEAR}&gender=male`, 'gender'],
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
