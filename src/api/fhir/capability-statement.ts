import { HEART_RATE_PROFILE } from '../../fhir/systems.ts';

const DEFINITIONS = 'http://hl7.org/fhir/OperationDefinition';
const SEARCHED = 'http://hl7.org/fhir/SearchParameter';

const PATIENT = {
  type: 'Patient',
  documentation: 'A user of the store. The id is the user id.',
  interaction: [{ code: 'read' }, { code: 'search-type' }],
  versioning: 'no-version',
  searchParam: [
    { name: '_id', definition: `${SEARCHED}/Resource-id`, type: 'token' },
    { name: 'identifier', definition: `${SEARCHED}/Patient-identifier`, type: 'token' },
  ],
} as const;

const OBSERVATION = {
  type: 'Observation',
  supportedProfile: [HEART_RATE_PROFILE],
  documentation:
    'A reading: one heart rate (LOINC 8867-4) of one patient at one instant. A search names a patient, or ids.',
  interaction: [{ code: 'read' }, { code: 'search-type' }, { code: 'create' }],
  versioning: 'no-version',
  conditionalCreate: false,
  searchParam: [
    { name: '_id', definition: `${SEARCHED}/Resource-id`, type: 'token' },
    { name: 'patient', definition: `${SEARCHED}/clinical-patient`, type: 'reference' },
    { name: 'subject', definition: `${SEARCHED}/Observation-subject`, type: 'reference' },
    { name: 'code', definition: `${SEARCHED}/clinical-code`, type: 'token' },
    { name: 'category', definition: `${SEARCHED}/Observation-category`, type: 'token' },
    { name: 'date', definition: `${SEARCHED}/clinical-date`, type: 'date' },
  ],
  operation: [
    { name: 'stats', definition: `${DEFINITIONS}/Observation-stats` },
    { name: 'lastn', definition: `${DEFINITIONS}/Observation-lastn` },
  ],
} as const;

/** What the service can do, in the words of FHIR. https://hl7.org/fhir/R4/capabilitystatement.html */
export function capabilityStatement({ base, version }: { readonly base: string; readonly version: string }) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-27',
    kind: 'instance',
    software: { name: 'Pulsebase', version },
    implementation: { description: 'Heart rates of a Pulsebase store', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: { description: 'An API key: Authorization: Bearer KEY, with the scope read, or write to create.' },
        resource: [PATIENT, OBSERVATION],
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        operation: [{ name: 'export', definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export' }],
      },
    ],
  } as const;
}
