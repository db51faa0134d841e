import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { requireValid } from '../../fhir/fhir-validator.ts';
import { serveFhir } from './fhir-fixture.ts';

const { service, store, ask, post } = await serveFhir();

const NAMES = [
  ...[
    'resourceType',
    'status',
    'code',
    'coding',
    'system',
    'subject',
    'reference',
    'identifier',
    'value',
    'valueQuantity',
  ],
  ...[
    'effectiveDateTime',
    'effectiveInstant',
    'unit',
    'comparator',
    'type',
    'entry',
    'resource',
    'request',
    'method',
    'url',
  ],
  ...['parameter', 'name', 'valueUri', 'valueCode', 'valuePeriod', 'start', 'end', 'constructor', 'length'],
];
const WORDS = [
  ...[
    'Observation',
    'Bundle',
    'Parameters',
    'transaction',
    'batch',
    'final',
    'http://loinc.org',
    '8867-4',
    'Patient/1',
  ],
  ...['2023-04-05T06:07:08Z', '2023-04-05', '/min', 'POST', 'subject', 'statistic', 'count', '', '\u0000', '1e9'],
];
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'large' },
    fc.constantFrom(...WORDS),
    fc.constantFrom(0, 1, -1, 72, 1e300, true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 8 }),
  ),
})).value;

test('whatever is sent is taken or refused with an outcome, and never a failure of the service', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('', '/', '/Observation', '/Observation/$stats'),
      fc.constantFrom(
        {},
        { resourceType: 'Observation' },
        { resourceType: 'Bundle', type: 'batch' },
        { resourceType: 'Parameters' },
      ),
      anything,
      async (path, begin, rest) => {
        const body = typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? { ...rest, ...begin } : rest;
        const answer = await post(path, body as object);
        assert.ok(answer.status < 500, answer.text);
        requireValid(answer.json());
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever is searched is answered or refused, and never a failure of the service', async () => {
  await store.ingest([{ userId: 1, timestamp: '2023-04-05T06:07:08Z', heartRate: 60 }]);
  const text = fc.oneof(
    fc.constantFrom(...WORDS, 'ge2023', 'lt0001-01', '1,2', '|', 'a|b', '-date'),
    fc.string({ unit: 'binary' }),
  );
  const names = [
    'patient',
    'subject',
    'code',
    'category',
    'date',
    '_id',
    '_sort',
    '_count',
    '_page',
    '_summary',
    'identifier',
    'period',
    'statistic',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        '/Observation',
        '/Patient',
        '/Observation/$stats',
        '/Observation/$lastn',
        '/Observation/1-5',
        '/$export',
      ),
      fc.array(fc.tuple(fc.constantFrom(...names), text), { maxLength: 5 }),
      async (path, parameters) => {
        const query = parameters
          .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
          .join('&');
        const answer = await ask(`${path}?${query}`);
        assert.ok(answer.status < 500, `${query}: ${answer.text}`);
        if (answer.text !== '') requireValid(answer.json());
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(!service.logged.some((line) => line.includes('request failed')));
});
