import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import { type PassedOver, userFieldsOf } from '../../model/user-fields.ts';
import { patientFields } from '../fhir/patient-fields.ts';
import { noObject, parseObject } from '../ndjson/parse-object.ts';

/** The user in the text of a JSON object, which may be a FHIR Patient. Numbers stay as written: one past 2^53 would be rounded into somebody else's id. */
export function parseUserObject(row: number, text: string, isPassedOver: PassedOver): UserRow | Rejection {
  const object = parseObject(text);
  if (object === undefined) return { row, reason: 'malformed_row', message: noObject('row', text) };
  if (object.resourceType === 'Patient') {
    const user = patientFields(object);
    if (user !== undefined) return { row, user };
    return { row, reason: 'invalid_user', message: 'the Patient has neither an id nor an identifier of Pulsebase' };
  }
  try {
    return { row, user: userFieldsOf(object, isPassedOver) };
  } catch (error) {
    if (!(error instanceof PulsebaseError)) throw error;
    return { row, reason: 'invalid_user', message: error.message };
  }
}
