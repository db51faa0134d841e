import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../harness/until.ts';
import { requireValid } from '../../fhir/fhir-validator.ts';
import { type Json, serveFhir } from './fhir-fixture.ts';

const { store, service, base, client, clientWith, ask } = await serveFhir();
const AT = Date.parse('2023-01-01T00:00:00Z');
const HOUR = 3_600_000;
/** 250 readings of user 1, one every 20 hours, and one of user 2. */
const readings = Array.from({ length: 250 }, (_, at) => ({
  userId: 1,
  timestamp: new Date(AT + at * 20 * HOUR),
  heartRate: 60 + (at % 50) + at / 1000,
}));
await store.ingest([...readings, { userId: 2, timestamp: '2023-05-01T10:00:00Z', heartRate: 72.345 }]);

const idsOf = (bundle: Json): string[] => (bundle.entry ?? []).map(({ resource }: Json) => resource.id);
const search = async (searchParams: Record<string, string | number>, resourceType = 'Observation'): Promise<Json> => {
  const bundle = await client.search({ resourceType, searchParams });
  requireValid(bundle);
  return bundle;
};

test('the service says what it can do, without a key', async () => {
  const statement = (await clientWith('').capabilityStatement()) as Json;
  requireValid(statement);
  assert.deepEqual([statement.fhirVersion, statement.implementation.url], ['4.0.1', base]);
  assert.equal((await ask('/metadata', {}, 'nobody')).status, 200);
});

test('patients are read, and found by their identifiers', async () => {
  const patient = (await client.read({ resourceType: 'Patient', id: '1' })) as Json;
  requireValid(patient);
  assert.deepEqual(
    [patient.id, patient.gender, patient.birthDate, patient.name[0].text],
    ['1', 'female', '1815-12-10', 'Ada'],
  );
  for (const [identifier, ids] of [
    ['urn:pulsebase:external-id|P-0001', ['1']],
    ['P-0001', ['1']],
    ['urn:pulsebase:user-id|2', ['2']],
    ['urn:pulsebase:external-id|2', ['17']],
    ['2', ['2', '17']],
    ['nobody', []],
    ['P-0001,nobody,urn:pulsebase:user-id|17', ['1', '17']],
    ['|2', []],
    ['urn:other|2', []],
  ] as const) {
    assert.deepEqual(idsOf(await search({ identifier }, 'Patient')), ids, identifier);
  }
  assert.deepEqual(idsOf(await search({ _id: '17,5,1' }, 'Patient')), ['17', '1']);
  assert.equal((await search({ _summary: 'count' }, 'Patient')).total, 3);
});

test('all patients come in pages', async () => {
  let bundle: Json = await search({ _count: 2 }, 'Patient');
  assert.deepEqual(idsOf(bundle), ['1', '2']);
  bundle = await client.nextPage({ bundle });
  requireValid(bundle);
  assert.deepEqual(idsOf(bundle), ['17']);
  assert.equal(client.nextPage({ bundle }), undefined);
});

test('an Observation is read by the id that follows from its reading', async () => {
  const id = `2-${Date.parse('2023-05-01T10:00:00Z')}`;
  const observation = (await client.read({ resourceType: 'Observation', id })) as Json;
  requireValid(observation);
  assert.deepEqual(
    [observation.valueQuantity.value, observation.effectiveDateTime, observation.subject.reference],
    [72.345, '2023-05-01T10:00:00.000Z', 'Patient/2'],
  );
  assert.deepEqual(idsOf(await search({ _id: `${id},1-5,nonsense` })), [id]);
  for (const other of ['2-1682935200001', '99-1682935200000', 'nonsense']) {
    const missing = await ask(`/Observation/${other}`);
    assert.equal(missing.status, 404);
    requireValid(missing.json());
  }
});

test('pages forward and backward hold every reading once, in order', async () => {
  const expected = readings.map(({ timestamp }) => `1-${timestamp.getTime()}`);
  for (const [_sort, ids] of [
    ['date', expected],
    ['-date', expected.toReversed()],
  ] as const) {
    const found: string[] = [];
    let bundle: Json = await search({ patient: 'Patient/1', code: '8867-4', _sort, _count: 99 });
    for (;;) {
      assert.equal(bundle.total, 250);
      found.push(...idsOf(bundle));
      const next = client.nextPage({ bundle });
      if (next === undefined) break;
      bundle = await next;
    }
    assert.deepEqual(found, ids);
  }
});

test('dates, codes and counts narrow a search, exactly', async () => {
  const count = async (more: Record<string, string | number>) =>
    (await search({ patient: 1, ...more })).total as number;
  const within = (from: string, to: string) =>
    readings.filter(({ timestamp }) => timestamp >= new Date(from) && timestamp <= new Date(to)).length;
  const [from, to] = ['2023-02-03T10:00:00.000Z', '2023-03-04T05:59:59.999Z'];
  assert.equal(await count({ date: '2023-02' }), within('2023-02-01', '2023-02-28T23:59:59.999Z'));
  const window = await ask(`/Observation?patient=1&date=ge${from}&date=le${to}&_summary=count`);
  assert.equal(window.json().total, within(from, to));
  assert.equal(await count({ date: 'ne2023' }), 0);
  assert.equal(
    await count({ date: '2023-01,2023-03' }),
    within('2023-01-01', '2023-03-31T23:59:59.999Z') - within('2023-02-01', '2023-02-28T23:59:59.999Z'),
  );
  const two = await search({ patient: 1, date: '2023-01,2023-03', _sort: '-date', _count: 1000 });
  assert.equal(idsOf(two).length, two.total);
  assert.equal(await count({ code: 'http://loinc.org|8867-4,http://loinc.org|8310-5' }), 250);
  for (const code of ['8310-5', 'http://snomed.info/sct|8867-4', '|8867-4'])
    assert.equal(await count({ code }), 0, code);
  assert.equal(await count({ category: 'laboratory' }), 0);
  assert.equal(await count({ category: 'vital-signs', subject: 'x' }).catch(() => 'refused'), 'refused');
  assert.equal((await search({ subject: `${base}/Patient/2` })).total, 1);
  assert.equal((await search({ patient: 99 })).total, 0);
  assert.equal((await search({ patient: 'not-an-id' })).total, 0);
  assert.deepEqual((await search({ patient: 1, _count: 0 })).entry, undefined);
});

test('a search may be posted, and goes on by its links', async () => {
  const form = (path: string, body: string) =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
  const posted = await form('/Observation/_search?_count=99', 'patient=1&date=ge2023-02&date=lt2023-06&_sort=-date');
  const bundle = posted.json();
  requireValid(bundle);
  const asked = (await ask('/Observation?_count=99&patient=1&date=ge2023-02&date=lt2023-06&_sort=-date')).json();
  assert.deepEqual(bundle, asked);
  assert.equal(bundle.link[1].relation, 'next');
  assert.equal(idsOf(await client.nextPage({ bundle })).length, bundle.total - 99);
  assert.deepEqual(idsOf((await form('/Patient/_search', 'identifier=P-0001')).json()), ['1']);
  assert.equal((await form('/Patient/_search', 'identifier=P-0001&nonsense=1')).status, 400);
  assert.equal((await ask('/Patient/_search', { method: 'POST', body: '{}' })).status, 415);
});

test('what cannot be asked is an OperationOutcome that says so', async () => {
  for (const [path, status] of [
    ['/Observation', 400],
    ['/Observation?patient=1,2', 400],
    ['/Observation?patient=1&date=yesterday', 400],
    ['/Observation?patient=1&_count=1001', 400],
    ['/Observation?patient=1&value-quantity=5', 400],
    ['/Observation?patient=1&_format=xml', 400],
    ['/Patient/99', 404],
    ['/Encounter', 404],
    ['', 405],
  ] as const) {
    const answer = await ask(path);
    assert.equal(answer.status, status, path);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/fhir\+json/);
    requireValid(answer.json());
    assert.equal(answer.json().issue[0].severity, 'error');
  }
  const stranger = await ask('/Patient/1', {}, 'nobody');
  assert.deepEqual([stranger.status, stranger.json().issue[0].code], [401, 'login']);
  requireValid(stranger.json());
  const forbidden = await ask('/Patient/1', {}, await service.keyWith('write'));
  assert.deepEqual([forbidden.status, forbidden.json().issue[0].code], [403, 'forbidden']);
});

test('the audit log says whose Observations were read', async () => {
  await ask('/Observation?patient=2');
  await until('the entry', () =>
    service
      .audited()
      .some(({ action, rows, users }) => action === 'readings' && rows === 1 && (users as string[]).length === 1),
  );
});

test('statistics are exact, of all readings or a period', async () => {
  const all = '/Observation/$stats?subject=Patient/1&code=8867-4&statistic=average,minimum,maximum,count';
  const parameters = (await ask(all)).json();
  requireValid(parameters);
  const values = (from: Json) =>
    Object.fromEntries(
      from.parameter[0].resource.component.map(({ code, valueQuantity }: Json) => [
        code.coding[0].code,
        valueQuantity?.value,
      ]),
    );
  const milli = readings.map(({ heartRate }) => Math.round(heartRate * 1000));
  const sum = milli.reduce((total, each) => total + each, 0);
  assert.deepEqual(values(parameters), {
    average: sum / (1000 * milli.length),
    minimum: Math.min(...milli) / 1000,
    maximum: Math.max(...milli) / 1000,
    count: 250,
  });
  const period = (await ask(`${all}&period=2023-02-03/2023-02-05`)).json();
  const some = readings.filter(({ timestamp }) => /^2023-02-0[345]/.test(timestamp.toISOString()));
  assert.equal(values(period).count, some.length);
  assert.equal(period.parameter[0].resource.effectivePeriod.end, '2023-02-05T23:59:59.999Z');
  const none = (await ask(`${all}&period=2020/2020`)).json();
  requireValid(none);
  assert.deepEqual(values(none), { average: undefined, minimum: undefined, maximum: undefined, count: 0 });

  const input = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'subject', valueUri: 'Patient/1' },
      { name: 'coding', valueCoding: { system: 'http://loinc.org', code: '8867-4' } },
      { name: 'statistic', valueCode: 'count' },
      { name: 'period', valuePeriod: { start: '2023-02-03', end: '2023-02-05' } },
    ],
  };
  requireValid(input);
  const posted = await client.operation({ name: '$stats', resourceType: 'Observation', method: 'POST', input });
  assert.deepEqual(values(posted), { count: some.length });
  for (const query of [
    'statistic=median',
    'code=8310-5&statistic=count',
    'subject=x&statistic=count',
    '',
    'statistic=count&period=x/y',
  ]) {
    const path = `/Observation/$stats?${query.includes('subject') ? '' : 'subject=Patient/1&'}${query}`;
    assert.equal((await ask(path)).status, 400, query);
  }
});

test('the latest readings', async () => {
  const expected = readings.map(({ timestamp }) => `1-${timestamp.getTime()}`).toReversed();
  for (const max of [1, 3, 300]) {
    const bundle = (await ask(`/Observation/$lastn?patient=1&max=${max}`)).json();
    requireValid(bundle);
    assert.deepEqual(idsOf(bundle), expected.slice(0, max));
  }
  assert.deepEqual(idsOf((await ask('/Observation/$lastn?patient=1')).json()), expected.slice(0, 1));
  assert.deepEqual(idsOf((await ask('/Observation/$lastn?patient=17')).json()), []);
});
