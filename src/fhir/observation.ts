import type { MilliBpm } from '../model/heart-rate.ts';
import { observationId } from './observation-id.ts';
import {
  HEART_RATE_CODE,
  HEART_RATE_PROFILE,
  LOINC,
  OBSERVATION_CATEGORY,
  PER_MINUTE,
  UCUM,
  USER_ID_SYSTEM,
} from './systems.ts';

/** What is the same in every heart rate. https://hl7.org/fhir/R4/heartrate.html */
export const HEART_RATE = {
  meta: { profile: [HEART_RATE_PROFILE] },
  category: [{ coding: [{ system: OBSERVATION_CATEGORY, code: 'vital-signs', display: 'Vital Signs' }] }],
  code: { coding: [{ system: LOINC, code: HEART_RATE_CODE, display: 'Heart rate' }], text: 'Heart rate' },
} as const;

/** A quantity of beats per minute. */
export function perMinute(value: number) {
  return { value, unit: 'beats/minute', system: UCUM, code: PER_MINUTE } as const;
}

/** Whose an Observation is. The identifier says that the id is a user id, and nobody's external id. */
export function subjectOf(userId: number) {
  return {
    reference: `Patient/${userId}`,
    type: 'Patient',
    identifier: { system: USER_ID_SYSTEM, value: String(userId) },
  } as const;
}

/**
 * A reading as an Observation.
 *
 * @param timestamp Unix milliseconds.
 */
export function observationOf(userId: number, timestamp: number, heartRate: MilliBpm) {
  return {
    resourceType: 'Observation',
    id: observationId(userId, timestamp),
    ...HEART_RATE,
    status: 'final',
    subject: subjectOf(userId),
    effectiveDateTime: new Date(timestamp).toISOString(),
    valueQuantity: perMinute(heartRate / 1000),
  } as const;
}

/** A reading as an Observation, as a service gives it. */
export type Observation = ReturnType<typeof observationOf>;
