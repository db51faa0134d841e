import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import yauzl from 'yauzl';
import { until } from '../../harness/until.ts';
import { inject, problemCode } from './inject.ts';

const { service, store, send } = await inject();
after(() => service.remove());
await store.importUsers([
  { id: 1, externalId: 'P-1', gender: 'male', age: 30 },
  { id: 2, gender: 'female', birthDate: '1990-05-31' },
]);
await store.ingest([
  { userId: 1, timestamp: '2023-01-01T10:00:00Z', heartRate: 72.5 },
  { userId: 2, timestamp: '2023-01-01T10:00:00Z', heartRate: 60 },
]);
await send('POST', '/v1/rules', {
  name: 'Slow, or asleep',
  severity: 'low',
  since: '2023-01-01',
  condition: {
    type: 'sustained',
    direction: 'below',
    limit: 80,
    forMinutes: 0,
    minReadings: 1,
    maxGapMinutes: 5,
  },
});
await until('the alarms', async () => {
  const { alarms } = (await send('GET', '/v1/alarms')).json() as { alarms: readonly unknown[] };
  return alarms.length === 2;
});

const FIRST = '{"userId":1,"timestamp":"2023-01-01T10:00:00.000Z","heartRate":72.5}\n';

test('everybody, in the format that is named or accepted', async () => {
  const all = await send('GET', '/v1/export');
  assert.deepEqual(
    [all.statusCode, all.headers['content-type'], all.headers['content-disposition']],
    [200, 'application/x-ndjson; charset=utf-8', 'attachment; filename="readings.ndjson"'],
  );
  assert.ok(all.body.startsWith(FIRST) && all.body.split('\n').length === 3);
  assert.match((await send('GET', '/v1/export?format=csv&what=days')).body, /^user_id,start,count,average,min,max\n1,/);
  const csv = await send('GET', '/v1/export?what=users', undefined, { accept: 'text/csv' });
  assert.match(csv.body, /^id,external_id,name,gender,age,birth_date\n1,"P-1","",male,30,\n2,,/);
  const parquet = await send('GET', '/v1/export?format=parquet');
  assert.equal(parquet.rawPayload.toString('latin1', 0, 4), 'PAR1');
  const patient = JSON.parse((await send('GET', '/v1/export?format=fhir&what=users&userIds=2')).body) as object;
  assert.ok('resourceType' in patient && patient.resourceType === 'Patient');
});

test('some of them, by all that is given', async () => {
  for (const query of ['users=P-1', 'userIds=1', 'gender=male', 'minAge=29&asOf=2024-01-01&gender=male,other']) {
    assert.equal((await send('GET', `/v1/export?${query}`)).body, FIRST, query);
  }
  assert.equal((await send('GET', '/v1/export?from=2024-01-01')).body, '');
});

test('what cannot be is a problem before anything is sent', async () => {
  assert.equal(problemCode(await send('GET', '/v1/export?users=nobody'), 404), 'USER_NOT_FOUND');
  assert.equal(problemCode(await send('GET', '/v1/export?minAge=20'), 400), 'INVALID_ARGUMENT');
  assert.equal(problemCode(await send('GET', '/v1/export?format=xls'), 400), 'INVALID_ARGUMENT');
  assert.equal(problemCode(await send('GET', '/v1/export?from=2024-01-01&to=2023-01-01'), 400), 'INVALID_ARGUMENT');
  assert.equal(problemCode(await send('GET', '/v1/export?users=1&userIds=1'), 400), 'INVALID_ARGUMENT');
  assert.equal(problemCode(await send('GET', '/v1/export?format=omh&what=users'), 400), 'INVALID_ARGUMENT');
  assert.equal(
    problemCode(await send('GET', '/v1/export', undefined, { accept: 'image/png' }), 406),
    'INVALID_ARGUMENT',
  );
});

test('the audit log says whose data went out, and how much', async () => {
  await send('GET', '/v1/export?userIds=1');
  await until('the entry', () => service.audited().some(({ action, rows }) => action === 'export' && rows === 1));
  const entries = service.audited().filter(({ action }) => action === 'export');
  assert.ok(entries.some(({ users, rows }) => users === 'all' && rows === 2));
  assert.ok(entries.some(({ users, rows }) => Array.isArray(users) && users.length === 1 && rows === 1));
});

test('a copy of everything that is known of a user', async () => {
  const answer = await send('GET', '/v1/users/ext:P-1/export');
  assert.deepEqual(
    [answer.statusCode, answer.headers['content-type'], answer.headers['content-disposition']],
    [200, 'application/zip', 'attachment; filename="user-1.zip"'],
  );
  const files = await filesOf(answer.rawPayload);
  assert.deepEqual([...files.keys()], ['README.txt', 'user.csv', 'readings/2023.csv', 'alarms.csv']);
  assert.match(files.get('user.csv')!, /\n1,"P-1","",male,30,\n$/);
  assert.equal(files.get('readings/2023.csv'), 'user_id,timestamp,heart_rate\n1,2023-01-01T10:00:00.000Z,72.5\n');
  const [header, alarm, rest] = files.get('alarms.csv')!.split('\n');
  assert.match(header!, /^id,rule,severity,from,raised_at,until,peak,readings,/);
  assert.match(
    alarm!,
    /^[^,]+,"Slow, or asleep",low,2023-01-01T10:00:00.000Z,2023-01-01T10:00:00.000Z,,72.5,1,retrospective,/,
  );
  assert.equal(rest, '');
  assert.equal(problemCode(await send('GET', '/v1/users/77/export'), 404), 'USER_NOT_FOUND');
  await until('the entry', () => service.audited().some(({ action, rows }) => action === 'export_user' && rows === 1));
});

test('a copy has no formulas for the spreadsheet of whoever opens it; an export has texts as they are', async () => {
  const user = { id: 3, externalId: '@SUM(1)', name: '=HYPERLINK("x")', gender: 'female' } as const;
  await store.putUser(user);
  const { alarms } = (await send('GET', '/v1/alarms?userId=2')).json() as { alarms: { id: string }[] };
  await send('POST', `/v1/alarms/${alarms[0]!.id}/close`, { note: '+1, and -1' });
  const copyOf = async (id: number) => filesOf((await send('GET', `/v1/users/${id}/export`)).rawPayload);
  const [copy, other] = [await copyOf(3), await copyOf(2)];
  assert.match(copy.get('user.csv')!, /\n3,"'@SUM\(1\)","'=HYPERLINK\(""x""\)",female,,\n$/);
  assert.match(other.get('alarms.csv')!, /,closed,.*,"'\+1, and -1",\n$/);
  const exported = await send('GET', '/v1/export?format=csv&what=users&userIds=3');
  assert.match(exported.body, /\n3,"@SUM\(1\)","=HYPERLINK\(""x""\)",female,,\n$/);
  await store.deleteUsers([3]);
});

/** What is in a zip archive, by path. */
async function filesOf(archive: Buffer): Promise<Map<string, string>> {
  const zip = await yauzl.fromBufferPromise(archive, { lazyEntries: true });
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
