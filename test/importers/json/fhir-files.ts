import { fhirFormat } from '../../../src/importers/fhir/fhir-format.ts';
import type { JsonFile } from './json-file.ts';

const observation = (value: object, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: 'Patient/P-17' },
  effectiveDateTime: '2023-04-05T06:07:08+02:00',
  ...value,
  ...more,
});
const quantity = (value: number, unit: object = { code: '/min', unit: 'beats/minute' }) => ({
  valueQuantity: { value, system: 'http://unitsofmeasure.org', ...unit },
});

export const FHIR_FILES: { readonly [name: string]: JsonFile } = {
  'fhir: an observation': {
    format: fhirFormat,
    content: observation(quantity(72)),
    readings: ['"P-17" 2023-04-05T04:07:08.000Z 72'],
  },
  'fhir: a bundle': {
    format: fhirFormat,
    content: {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          fullUrl: 'urn:uuid:1',
          resource: observation(quantity(60, { unit: '{beats}/min' }), {
            subject: { reference: 'https://host/fhir/Patient/x/_history/2' },
          }),
        },
        {
          resource: observation(quantity(61, {}), {
            subject: { reference: 'urn:uuid:abc' },
            effectiveDateTime: undefined,
            effectiveInstant: '2023-04-05T00:00:01Z',
          }),
        },
        {
          resource: observation(quantity(1.5, { code: 'Hz' }), {
            subject: undefined,
            effectiveDateTime: undefined,
            effectivePeriod: { start: '2023-04-05T00:00:02Z' },
          }),
        },
        { resource: observation(quantity(62), { status: 'entered-in-error' }) },
        { resource: observation(quantity(62), { status: 'cancelled' }) },
        {
          resource: observation(quantity(50), { code: { coding: [{ system: 'http://loinc.org', code: '40443-4' }] } }),
        },
        {
          resource: observation(quantity(50), { code: { coding: [{ system: 'http://loinc.org', code: '41924-2' }] } }),
        },
        {
          resource: observation(quantity(50), {
            code: { coding: [{ system: 'http://snomed.info/sct', code: '8867-4' }] },
          }),
        },
        { resource: observation({ dataAbsentReason: { text: 'off' } }) },
        { resource: observation(quantity(70, { code: 'kg' })) },
        {
          resource: observation(
            {},
            {
              code: { coding: [{ system: 'http://loinc.org', code: '85353-1' }] },
              component: [{ code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] }, ...quantity(63) }],
            },
          ),
        },
        {
          resource: observation(
            {
              valueSampledData: {
                origin: { value: 60, code: '/min' },
                period: 500,
                factor: 2,
                dimensions: 1,
                data: '0 1 E 5',
              },
            },
            { device: { display: 'Monitor' } },
          ),
        },
        { resource: { resourceType: 'Encounter', id: '5' } },
      ],
    },
    readings: [
      '"x" 2023-04-05T04:07:08.000Z 60',
      '"abc" 2023-04-05T00:00:01.000Z 61',
      '1 2023-04-05T00:00:02.000Z 90',
      '"P-17" 2023-04-05T04:07:08.000Z 63',
      '"P-17" 2023-04-05T04:07:08.000Z 60',
      '"P-17" 2023-04-05T04:07:08.500Z 62',
      '"P-17" 2023-04-05T04:07:09.500Z 70',
    ],
    leftOut: { entered_in_error: 2, resting: 1, statistic: 1, no_value: 2 },
    rejected: ['4 invalid_heart_rate'],
    devices: [['Monitor', 3]],
  },
};
