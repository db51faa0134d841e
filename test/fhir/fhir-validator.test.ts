import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { observationOf } from '../../src/fhir/observation.ts';
import { keyOfObservation, observationId } from '../../src/fhir/observation-id.ts';
import { observationText } from '../../src/fhir/observation-text.ts';
import { patientOf } from '../../src/fhir/patient.ts';
import { OBSERVATION_CATEGORY } from '../../src/fhir/systems.ts';
import { GENDERS } from '../../src/model/user.ts';
import { codesOf, requireValid } from './fhir-validator.ts';

const observation = observationOf(17, Date.parse('2023-04-05T06:07:08.009Z'), 72_345);

test('readings and users are resources of FHIR R4', () => {
  requireValid(observation);
  requireValid(observationOf(2 ** 53 - 1, 0, 20_000));
  for (const gender of GENDERS) {
    requireValid(patientOf({ id: 17, externalId: null, name: '', gender, age: null, birthDate: null }));
  }
  const known = { id: 2 ** 53 - 1, externalId: 'P-0012', name: 'Ada', age: 36, birthDate: '1815-12-10' };
  requireValid(patientOf({ ...known, gender: 'female' }));
});

test('an Observation has what the profile of heart rates requires', () => {
  // http://hl7.org/fhir/R4/heartrate.html, element by element.
  assert.deepEqual(observation.meta.profile, ['http://hl7.org/fhir/StructureDefinition/heartrate']);
  assert.equal(observation.category[0].coding[0].system, OBSERVATION_CATEGORY);
  assert.ok(codesOf('http://hl7.org/fhir/ValueSet/observation-category')?.has(observation.category[0].coding[0].code));
  assert.deepEqual(
    [observation.code.coding[0].system, observation.code.coding[0].code],
    ['http://loinc.org', '8867-4'],
  );
  const { system, code, value } = observation.valueQuantity;
  assert.deepEqual([system, code, value], ['http://unitsofmeasure.org', '/min', 72.345]);
  assert.equal(observation.subject.reference, 'Patient/17');
  assert.equal(observation.effectiveDateTime, '2023-04-05T06:07:08.009Z');
});

test('the validator finds what is wrong, codes too', () => {
  assert.throws(() => requireValid({ ...observation, status: 'nonsense' }), /status: nonsense is not in/);
  assert.throws(() => requireValid({ ...observation, code: undefined }), /code/);
  assert.throws(() => requireValid({ ...observation, heartRate: 72 }), /heartRate/);
});

test('an Observation that is written fast is the same text', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 53 - 1 }),
      fc.integer({ min: 0, max: 4_102_444_799_999 }),
      fc.integer({ min: 20_000, max: 300_000 }),
      (userId, timestamp, milli) => {
        const time = new Date(timestamp).toISOString();
        assert.equal(
          observationText(userId, timestamp, time, milli),
          JSON.stringify(observationOf(userId, timestamp, milli)),
        );
      },
    ),
  );
});

test('the id of an Observation is the key of its reading', () => {
  for (const [userId, timestamp] of [
    [1, 0],
    [17, 1_680_674_828_009],
    [2 ** 53 - 1, 4_102_444_799_999],
  ] as const) {
    const id = observationId(userId, timestamp);
    assert.match(id, /^[A-Za-z0-9.-]{1,64}$/);
    assert.deepEqual(keyOfObservation(id), { userId, timestamp });
  }
  for (const id of ['', '17', '17-', '017-5', '17-05', '0-5', '17-4102444800000', '17-5x', `${2 ** 53}-5`, '17--5']) {
    assert.equal(keyOfObservation(id), undefined, id);
  }
});
