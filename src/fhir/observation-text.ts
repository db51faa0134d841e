import type { MilliBpm } from '../model/heart-rate.ts';
import { HEART_RATE, type observationOf, perMinute } from './observation.ts';
import { observationId } from './observation-id.ts';
import { USER_ID_SYSTEM } from './systems.ts';

/** Members that are the same in every Observation, as JSON. */
const SAME = JSON.stringify(HEART_RATE).slice(1, -1);
const [, UNIT] = JSON.stringify(perMinute(0)).split('"value":0');

/**
 * The JSON of {@link observationOf}, character for character; some three times as fast, since most of it is the same every time.
 *
 * @param time The instant in ISO 8601.
 */
export function observationText(userId: number, timestamp: number, time: string, heartRate: MilliBpm): string {
  return `{"resourceType":"Observation","id":"${observationId(userId, timestamp)}",${SAME},"status":"final","subject":{"reference":"Patient/${userId}","type":"Patient","identifier":{"system":"${USER_ID_SYSTEM}","value":"${userId}"}},"effectiveDateTime":"${time}","valueQuantity":{"value":${heartRate / 1000}${UNIT}}`;
}
