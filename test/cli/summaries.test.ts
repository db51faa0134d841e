import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './filled-engine.ts';

const YEAR = ['--from', '2023-01-01T00:00:00Z', '--to', '2024-01-01T00:00:00Z'];

test('a timeline is CSV and tells its level, or one object with --json', async () => {
  const timeline = ['timeline', '--user-id', '2', ...YEAR];
  const csv =
    'start,count,average,min,max\n2023-01-01T00:00:00.000Z,2,80.75,80.5,81\n2023-02-01T00:00:00.000Z,1,81,81,81\n';
  assert.equal(await run([...timeline, '--quiet', '--level', 'month']), csv);
  const { level, points } = JSON.parse(await run([...timeline, '--json', '--max-points', '100']));
  assert.deepEqual(
    [level, points.length, points[0]],
    ['raw', 3, { start: '2023-01-01T00:10:00.000Z', count: 1, average: 80.5, min: 80.5, max: 80.5 }],
  );
});

test('a distribution is two tables, or one object with --json', async () => {
  const query = ['distribution', '--user-id', '1', ...YEAR, '--zones', '71'];
  const { count, minutes, zones } = JSON.parse(await run([...query, '--json', '--max-gap-minutes', '15']));
  assert.deepEqual([count, minutes, zones.length], [3, 35, 2]);
  assert.equal(
    await run([...query, '--quiet', '--percentiles', '50,100']),
    [
      'of readings     bpm',
      '    average  70.667',
      '     lowest  70.000',
      '    highest  71.000',
      '       50 %  71.000',
      '      100 %  71.000',
      '',
      'zone  readings        time',
      ' -71         1  10 min 0 s',
      ' 71-         2  20 min 0 s',
      '',
    ].join('\n'),
  );
  const cohort = ['distribution', ...YEAR, '--gender', 'male,female', '--json'];
  assert.equal(JSON.parse(await run(cohort)).users, 2);
});

test('quality is a table of users, or of days, or one object with --json', async () => {
  const query = [
    'quality',
    ...YEAR,
    '--gender',
    'male,female',
    '--min-minutes-of-hour',
    '1',
    '--min-hours-of-day',
    '2',
  ];
  const { days, users } = JSON.parse(await run([...query, '--json', '--gap-minutes', '10']));
  assert.deepEqual(
    users.map(({ userId, validHours, validDays, gaps }: Record<string, number>) => [
      userId,
      validHours,
      validDays,
      gaps,
    ]),
    [
      [1, 1, 0, 1],
      [2, 3, 1, 3],
    ],
  );
  assert.equal(days.length, 2);
  assert.deepEqual(
    await run([...query, '--by-day', '--quiet']),
    [
      'day (UTC)          users  readings  worn min  valid h  valid days',
      '2023-01-01T00:00Z      2         5         5        3           1',
      '2023-02-01T00:00Z      1         1         1        1           0',
      '',
    ].join('\n'),
  );
  assert.match(await run([...query, '--quiet']), /^user +external id +readings .*\n +1 .*\n +2 /);
});
