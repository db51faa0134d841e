import type { User } from '../model/user.ts';
import { AGE_EXTENSION, EXTERNAL_ID_SYSTEM, USER_ID_SYSTEM } from './systems.ts';

/** A user as a Patient. https://hl7.org/fhir/R4/patient.html */
export function patientOf({ id, externalId, name, gender, age, birthDate }: User) {
  return {
    resourceType: 'Patient',
    id: String(id),
    ...(age === null ? {} : { extension: [{ url: AGE_EXTENSION, valueUnsignedInt: age }] }),
    identifier: [
      { system: USER_ID_SYSTEM, value: String(id) },
      ...(externalId === null ? [] : [{ system: EXTERNAL_ID_SYSTEM, value: externalId }]),
    ],
    ...(name === '' ? {} : { name: [{ text: name }] }),
    gender,
    ...(birthDate === null ? {} : { birthDate }),
  } as const;
}

/** A user as a Patient, as a service gives it. */
export type Patient = ReturnType<typeof patientOf>;
