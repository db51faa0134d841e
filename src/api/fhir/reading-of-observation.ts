import { keyOfObservation } from '../../fhir/observation-id.ts';
import { EXTERNAL_ID_SYSTEM, HEART_RATE_CODE, LOINC, USER_ID_SYSTEM } from '../../fhir/systems.ts';
import { quantityValue } from '../../importers/fhir/observation-value.ts';
import { member, textMember } from '../../importers/json/member.ts';
import { parseHeartRate } from '../../model/heart-rate.ts';
import { parseInstant } from '../../model/instant.ts';
import { showValue } from '../../model/show-value.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import { UserName } from '../../model/user-name.ts';
import { ServiceError } from '../problems/service-error.ts';

/** Statuses of results. https://hl7.org/fhir/R4/valueset-observation-status.html */
const RESULTS: ReadonlySet<unknown> = new Set(['preliminary', 'final', 'amended', 'corrected']);
const PATIENT = /^(?:.*\/)?Patient\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/;

/** A reading that an Observation is to become. */
export interface ObservedReading {
  readonly user: number | UserName;
  /** Unix milliseconds. */
  readonly timestamp: number;
  /** Beats per minute. */
  readonly heartRate: number;
}

/**
 * The reading in an Observation of one heart rate.
 *
 * @param at Its path, for the error: `Observation`, or that of an entry of a Bundle.
 * @throws ServiceError 422 that names the element at fault.
 */
export function readingOfObservation(resource: unknown, at = 'Observation'): ObservedReading {
  const refuse = (element: string, message: string): never => {
    throw new ServiceError(422, 'INVALID_ARGUMENT', message, { field: `${at}.${element}` });
  };
  if (member(resource, 'resourceType') !== 'Observation') refuse('resourceType', 'resourceType must be Observation');
  const status = member(resource, 'status');
  if (!RESULTS.has(status)) refuse('status', `status must be ${[...RESULTS].join(', ')}, not ${showValue(status)}`);
  const codings = member(member(resource, 'code'), 'coding');
  const isHeartRate =
    Array.isArray(codings) &&
    codings.some((coding) => member(coding, 'system') === LOINC && member(coding, 'code') === HEART_RATE_CODE);
  if (!isHeartRate) refuse('code', `code must have the coding ${LOINC}|${HEART_RATE_CODE}: heart rates alone are kept`);
  const time = textMember(resource, 'effectiveDateTime') ?? textMember(resource, 'effectiveInstant');
  const timestamp = time === undefined || !time.includes('T') ? undefined : parseInstant(time);
  if (timestamp === undefined || Number.isNaN(timestamp)) {
    return refuse('effective', `effectiveDateTime must be a date with a time and an offset, not ${showValue(time)}`);
  }
  const quantity = member(resource, 'valueQuantity');
  if (quantity === undefined) {
    return refuse('value', 'valueQuantity is missing; series and components are taken by POST /v1/uploads');
  }
  if (member(quantity, 'comparator') !== undefined) refuse('value', 'a value with a comparator is not a heart rate');
  const value = quantityValue(quantity);
  if ('fault' in value) return refuse('value', value.fault);
  const milli = typeof value.heartRate === 'number' ? parseHeartRate(value.heartRate) : undefined;
  if (milli === undefined) return refuse('value', 'valueQuantity.value must be a number of beats per minute');
  const user = userOfReference(member(resource, 'subject'));
  if (user === undefined)
    return refuse('subject', 'subject must refer to a Patient of this service, such as Patient/17');
  return { user, timestamp, heartRate: milli / 1000 };
}

/** Whom a Reference means: a Patient of this service, or the one with an identifier. */
export function userOfReference(reference: unknown): number | UserName | undefined {
  const text = textMember(reference, 'reference');
  if (text !== undefined) return patientId(text);
  const identifier = member(reference, 'identifier');
  const value = textMember(identifier, 'value');
  if (value === undefined) return undefined;
  const system = member(identifier, 'system');
  if (system === USER_ID_SYSTEM) return canonicalUserId(value);
  return system === undefined || system === EXTERNAL_ID_SYSTEM ? new UserName(value) : undefined;
}

/** The user id in a reference to a Patient, or in an id alone. */
export function patientId(reference: string): number | undefined {
  return canonicalUserId(PATIENT.exec(reference)?.[1] ?? reference);
}

/** The key of the reading in a reference to an Observation, or in an id alone. */
export function observationKey(id: string): ReturnType<typeof keyOfObservation> {
  return keyOfObservation(id.replace(/^Observation\//, ''));
}
