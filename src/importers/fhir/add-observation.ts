import { HEART_RATE_CODE, LOINC, USER_ID_SYSTEM } from '../../fhir/systems.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import { UserName } from '../../model/user-name.ts';
import type { ImportJob } from '../import-job.ts';
import { member, textMember } from '../json/member.ts';
import type { RecordSink } from '../reading-writer.ts';
import type { BundlePeople } from './bundle-people.ts';
import { quantityValue } from './observation-value.ts';
import { sampledData } from './sampled-data.ts';

const RESTING = '40443-4';
/** Means, lowest and highest heart rates over a stretch of time. */
const STATISTICS: ReadonlySet<string> = new Set(['41924-2', '41909-3', '8873-2', '8883-1', '55425-3', '55426-1']);

/** Statuses of what is not, or not yet, a result. https://hl7.org/fhir/R4/valueset-observation-status.html */
const NOT_RESULTS: ReadonlySet<string> = new Set(['entered-in-error', 'cancelled', 'registered']);

/** Adds the heart rates of an Observation: its own value, a series (SampledData), or those of its components. */
export function addObservation(job: ImportJob, records: RecordSink, people: BundlePeople, observation: unknown): void {
  const parts = [observation, ...arrayOf(member(observation, 'component'))];
  for (const part of parts) {
    const codes = loincCodes(part);
    if (codes.has(RESTING)) job.leaveOut('resting');
    else if ([...codes].some((code) => STATISTICS.has(code))) job.leaveOut('statistic');
    else if (codes.has(HEART_RATE_CODE)) addValue(job, records, people, observation, part);
  }
}

function addValue(
  job: ImportJob,
  records: RecordSink,
  people: BundlePeople,
  observation: unknown,
  part: unknown,
): void {
  if (NOT_RESULTS.has(textMember(observation, 'status') ?? '')) {
    job.leaveOut('entered_in_error');
    return;
  }
  const timestamp =
    textMember(observation, 'effectiveDateTime') ??
    textMember(observation, 'effectiveInstant') ??
    textMember(member(observation, 'effectivePeriod'), 'start');
  const instant = timestamp === undefined ? undefined : job.isoTime(timestamp);
  const user = subjectOf(people, observation);
  const whose = user === undefined ? {} : { user };
  const device =
    textMember(member(observation, 'device'), 'display') ?? textMember(member(observation, 'device'), 'reference');
  const series = member(part, 'valueSampledData');
  const text = series === undefined ? JSON.stringify(observation) : undefined;
  const samples =
    series === undefined
      ? [
          {
            offset: 0,
            value:
              member(part, 'valueQuantity') === undefined ? undefined : quantityValue(member(part, 'valueQuantity')),
          },
        ]
      : sampledData(series);
  if (samples === undefined) {
    records.reject('malformed_row', 'valueSampledData must have one dimension, a period in ms, and data');
    return;
  }
  for (const { offset, value } of samples) {
    if (value === undefined) job.leaveOut('no_value');
    else if ('fault' in value) records.reject('invalid_heart_rate', value.fault, text);
    else {
      records.add({
        ...whose,
        instant: instant === undefined ? undefined : instant + offset,
        timestamp,
        heartRate: value.heartRate,
        device,
        text,
      });
    }
  }
}

/**
 * Whose it is: a user id where an identifier says that it is one; the id of the patient, which is the last part of the reference,
 * whatever server it names; or else another identifier.
 */
function subjectOf(people: BundlePeople, observation: unknown): number | UserName | undefined {
  const subject = member(observation, 'subject');
  const identifier = member(subject, 'identifier');
  const value = textMember(identifier, 'value');
  const userId = member(identifier, 'system') === USER_ID_SYSTEM ? canonicalUserId(value ?? '') : undefined;
  if (userId !== undefined) return userId;
  const reference = textMember(subject, 'reference');
  const name = reference === undefined ? value : people.idOf(reference);
  return name === undefined ? undefined : new UserName(name);
}

function loincCodes(part: unknown): ReadonlySet<string> {
  const codings = arrayOf(member(member(part, 'code'), 'coding'));
  return new Set(
    codings.flatMap((coding) => (member(coding, 'system') === LOINC ? [String(member(coding, 'code'))] : [])),
  );
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
