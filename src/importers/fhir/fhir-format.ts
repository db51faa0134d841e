import type { ImportJob } from '../import-job.ts';
import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import type { RecordSink } from '../reading-writer.ts';
import { addObservation } from './add-observation.ts';
import { BundlePeople } from './bundle-people.ts';
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
  paths: (beginning) => (isBundle(beginning) ? ['$.entry.*.fullUrl', '$.entry.*.resource'] : ['$']),
  reader: (job, records) => {
    const people = new BundlePeople();
    let entry: unknown;
    let fullUrl: unknown;
    return {
      value: (value, [, index, key]) => {
        if (index !== entry) fullUrl = undefined;
        entry = index;
        if (key === 'fullUrl') fullUrl = value;
        else addResource(job, records, people, value, fullUrl);
      },
    };
  },
});

function isBundle(beginning: unknown): boolean {
  if (textMember(beginning, 'resourceType') === 'Bundle') return true;
  const entry = member(member(beginning, 'entry'), '0');
  return member(beginning, 'resourceType') === undefined && member(entry, 'resource') !== undefined;
}

function addResource(
  job: ImportJob,
  records: RecordSink,
  people: BundlePeople,
  resource: unknown,
  fullUrl: unknown,
): void {
  const type = textMember(resource, 'resourceType');
  if (type === 'Observation') addObservation(job, records, people, resource);
  else if (type === 'Patient') {
    const facts = patientFacts(resource, people.meet(textMember(resource, 'id'), fullUrl));
    if (facts !== undefined) job.describe(facts);
  }
}
