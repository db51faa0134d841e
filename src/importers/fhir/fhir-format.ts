import type { ImportJob } from '../import-job.ts';
import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import type { RecordSink } from '../reading-writer.ts';
import { addObservation } from './add-observation.ts';
import { patientFacts } from './patient-facts.ts';

/** Resources that people find beside those that matter here, and by which a file is known too. */
const RESOURCE = /^[A-Z][A-Za-z]+$/;

/**
 * FHIR R4: heart rates in Observations (LOINC 8867-4), people in Patients; one resource, a Bundle, or bulk data with a
 * resource a line. https://hl7.org/fhir/R4/observation.html, https://hl7.org/fhir/R4/observation-vitalsigns.html
 */
export const fhirFormat: ReadingFormat = jsonFormat({
  name: 'fhir',
  beginning: '{"resourceType":"Observation",…',
  isOf: (beginning) => RESOURCE.test(textMember(beginning, 'resourceType') ?? '') || isBundle(beginning),
  paths: (beginning) => (isBundle(beginning) ? ['$.entry.*.resource'] : ['$']),
  reader: (job, records) => ({ value: (resource) => addResource(job, records, resource) }),
});

function isBundle(beginning: unknown): boolean {
  if (textMember(beginning, 'resourceType') === 'Bundle') return true;
  const entry = member(member(beginning, 'entry'), '0');
  return member(beginning, 'resourceType') === undefined && member(entry, 'resource') !== undefined;
}

function addResource(job: ImportJob, records: RecordSink, resource: unknown): void {
  const type = textMember(resource, 'resourceType');
  if (type === 'Observation') addObservation(job, records, resource);
  else if (type === 'Patient') {
    const facts = patientFacts(resource);
    if (facts !== undefined) job.describe(facts);
  }
}
