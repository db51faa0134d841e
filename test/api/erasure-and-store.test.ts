import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemCode, readingsCsv } from './inject.ts';
import { injectPeople } from './inject-people.ts';

const { send } = await injectPeople();

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
