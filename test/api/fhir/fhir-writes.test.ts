import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireValid } from '../../fhir/fhir-validator.ts';
import { type Json, serveFhir } from './fhir-fixture.ts';

const { store, service, base, client, clientWith, ask, post } = await serveFhir();
const WINDOW = { from: '2023-04-05', to: '2023-04-06' };

function observation(more: object = {}): Json {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: 'Patient/1' },
    effectiveDateTime: '2023-04-05T08:07:08+02:00',
    valueQuantity: { value: 72.5, unit: 'beats/minute', system: 'http://unitsofmeasure.org', code: '/min' },
    ...more,
  };
}

const entryOf = (resource: object, request: object = { method: 'POST', url: 'Observation' }) => ({ resource, request });
const bundleOf = (type: string, entry: object[]) => ({ resourceType: 'Bundle', type, entry });

async function stored(userId: number): Promise<[string, number][]> {
  const found: [string, number][] = [];
  for await (const { timestamp, heartRate } of store.readings(userId, WINDOW)) {
    found.push([timestamp.toISOString(), heartRate]);
  }
  return found;
}

test('an Observation is created, and found under its location', async () => {
  requireValid(observation());
  const created = await post('/Observation', observation());
  assert.equal(created.status, 201);
  const id = `1-${Date.parse('2023-04-05T06:07:08Z')}`;
  assert.equal(created.headers.get('location'), `${base}/Observation/${id}`);
  requireValid(created.json());
  assert.deepEqual((await client.read({ resourceType: 'Observation', id })) as Json, created.json());
  assert.equal((await post('/Observation', observation())).status, 200);
  const corrected = observation({ status: 'corrected', valueQuantity: { value: 1.2, code: '/s' } });
  const again = (await client.create({ resourceType: 'Observation', body: corrected })) as Json;
  assert.deepEqual([again.id, again.valueQuantity.value], [id, 72]);
  assert.deepEqual(await stored(1), [['2023-04-05T06:07:08.000Z', 72]]);
  const byName = observation({ subject: { identifier: { system: 'urn:pulsebase:external-id', value: '2' } } });
  assert.equal((await post('/Observation', byName)).json().subject.reference, 'Patient/17');
});

test('what is no heart rate of a patient here is refused, and the element named', async () => {
  for (const [more, expression] of [
    [{ status: 'cancelled' }, 'Observation.status'],
    [{ code: { coding: [{ system: 'http://loinc.org', code: '8310-5' }] } }, 'Observation.code'],
    [{ effectiveDateTime: '2023-04-05' }, 'Observation.effective'],
    [{ effectiveDateTime: undefined }, 'Observation.effective'],
    [{ valueQuantity: undefined }, 'Observation.value'],
    [{ valueQuantity: { value: 72, code: 'mg' } }, 'Observation.value'],
    [{ valueQuantity: { value: '72', code: '/min' } }, 'Observation.value'],
    [{ valueQuantity: { value: 72, comparator: '<', code: '/min' } }, 'Observation.value'],
    [{ valueQuantity: { value: 1000, code: '/min' } }, 'Observation.value'],
    [{ subject: undefined }, 'Observation.subject'],
    [{ subject: { reference: 'Patient/99' } }, 'Observation.subject'],
    [{ subject: { reference: 'Group/1' } }, 'Observation.subject'],
    [{ subject: { identifier: { value: 'nobody' } } }, 'Observation.subject'],
    [{ resourceType: 'Patient' }, 'Observation.resourceType'],
  ] as const) {
    const answer = await post('/Observation', observation(more));
    assert.equal(answer.status, 422, JSON.stringify(more));
    requireValid(answer.json());
    assert.deepEqual(answer.json().issue[0].expression, [expression], answer.text);
  }
  assert.equal((await post('/Observation', observation(), { 'if-none-exist': 'code=8867-4' })).status, 412);
  assert.equal((await post('/Observation', observation(), { 'content-type': 'application/fhir+xml' })).status, 415);
  assert.equal((await ask('/Observation', { method: 'PUT' })).status, 405);
  const reader = clientWith(await service.keyWith('read'));
  await assert.rejects(reader.create({ resourceType: 'Observation', body: observation() }), /403/);
});

test('a transaction is carried out as a whole, or not at all', async () => {
  await store.deleteReadings({ from: '1970-01-01' });
  const good = [1, 2, 3].map((minute) => entryOf(observation({ effectiveDateTime: `2023-04-05T10:0${minute}:00Z` })));
  const unknown = entryOf(observation({ subject: { reference: 'Patient/99' } }));
  const wrong = entryOf(observation({ status: 'nonsense' }));
  const deletion = entryOf(observation(), { method: 'DELETE', url: 'Observation/1-5' });
  for (const [bad, expression] of [
    [unknown, 'Bundle.entry[3].resource.subject'],
    [wrong, 'Bundle.entry[3].resource.status'],
    [deletion, 'Bundle.entry[3].request'],
  ] as const) {
    const answer = await post('', bundleOf('transaction', [...good, bad]));
    assert.deepEqual([answer.status, answer.json().issue[0].expression], [422, [expression]]);
    requireValid(answer.json());
    assert.deepEqual(await stored(1), []);
  }
  const done = (await client.transaction({ body: bundleOf('transaction', good) as Json })) as Json;
  requireValid(done);
  assert.equal(done.type, 'transaction-response');
  assert.deepEqual(
    done.entry.map(({ response }: Json) => response.status),
    ['201', '201', '201'],
  );
  const [{ response }] = done.entry;
  assert.equal((await ask(response.location.slice(base.length))).status, 200);
  assert.equal((await stored(1)).length, 3);
});

test('a batch takes what it can, and says what became of each entry', async () => {
  await store.deleteReadings({ from: '1970-01-01' });
  const entries = [
    entryOf(observation()),
    entryOf(observation({ status: 'nonsense' })),
    entryOf(observation({ subject: { reference: 'Patient/99' } })),
    entryOf(observation({ subject: { reference: 'Patient/2' } })),
  ];
  const done = (await client.batch({ body: bundleOf('batch', entries) as Json })) as Json;
  requireValid(done);
  assert.deepEqual(
    done.entry.map(({ response }: Json) => [response.status, response.outcome?.issue[0].expression[0]]),
    [
      ['201', undefined],
      ['422', 'Bundle.entry[1].resource.status'],
      ['422', 'Observation.subject'],
      ['201', undefined],
    ],
  );
  assert.deepEqual([(await stored(1)).length, (await stored(2)).length], [1, 1]);
  const empty = (await post('', { resourceType: 'Bundle', type: 'batch' })).json();
  requireValid(empty);
  for (const body of [
    {},
    { resourceType: 'Bundle', type: 'searchset' },
    { resourceType: 'Bundle', type: 'batch', entry: 1 },
  ]) {
    assert.equal((await post('', body)).status, 422);
  }
});

test('bulk data: a job, its manifest, its files', async () => {
  await store.deleteReadings({ from: '1970-01-01' });
  await post(
    '',
    bundleOf('batch', [entryOf(observation()), entryOf(observation({ subject: { reference: 'Patient/2' } }))]),
  );
  const files = async (path: string) => {
    const begun = await ask(path, { headers: { accept: 'application/fhir+json', prefer: 'respond-async' } });
    assert.equal(begun.status, 202);
    const status = begun.headers.get('content-location')!.slice(base.length);
    const manifest = (await ask(status)).json();
    assert.equal(manifest.request, `${base}${path}`);
    assert.ok(manifest.requiresAccessToken && Date.parse(manifest.transactionTime) > 0 && manifest.error.length === 0);
    const found: Record<string, string[]> = {};
    for (const { type, url } of manifest.output) {
      const { headers, text } = await ask(url.slice(base.length));
      assert.equal(headers.get('content-type'), 'application/fhir+ndjson');
      const resources = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Json);
      for (const resource of resources) requireValid(resource);
      found[type] = resources.map(({ id }) => id);
    }
    assert.equal((await ask(status, { method: 'DELETE' })).status, 202);
    return found;
  };
  const [first, second] = [1, 2].map((user) => `${user}-${Date.parse('2023-04-05T06:07:08Z')}`);
  const everybody = { Patient: ['1', '2', '17'], Observation: [first, second] };
  assert.deepEqual(await files('/$export'), everybody);
  assert.deepEqual(await files('/Patient/$export'), everybody);
  assert.deepEqual(await files('/Patient/2/$export?_type=Observation'), { Observation: [second] });
  for (const [path, code] of [
    ['/$export?_since=2023-01-01T00:00:00Z', 400],
    ['/$export?_type=Encounter', 400],
    ['/$export?_outputFormat=text/csv', 400],
    ['/Patient/99/$export', 404],
    ['/bulk/nonsense', 404],
    ['/bulk/bnVsbA/Patient', 404],
  ] as const) {
    const answer = await ask(path);
    assert.equal(answer.status, code, path);
    requireValid(answer.json());
  }
  assert.equal((await ask('/$export', {}, await service.keyWith('write'))).status, 403);
});
