import { AGE_EXTENSION, EXTERNAL_ID_SYSTEM, USER_ID_SYSTEM } from '../../fhir/systems.ts';
import { GENDERS } from '../../model/user.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import { UserName } from '../../model/user-name.ts';
import type { PersonFacts } from '../import-job.ts';
import { member, textMember } from '../json/member.ts';

/** What a Patient resource says of a person; `undefined` when nothing says whom. https://hl7.org/fhir/R4/patient.html */
export function patientFacts(patient: unknown, id: string | undefined): PersonFacts | undefined {
  const userId = canonicalUserId(identifierOf(patient, USER_ID_SYSTEM) ?? '');
  const externalId = identifierOf(patient, EXTERNAL_ID_SYSTEM);
  const user = userId ?? (externalId === undefined ? undefined : new UserName(externalId));
  if (user === undefined && id === undefined) return undefined;
  const age = member(elementOf(member(patient, 'extension'), 'url', AGE_EXTENSION), 'valueUnsignedInt');
  const gender = GENDERS.find((code) => code === member(patient, 'gender'));
  const birthDate = textMember(patient, 'birthDate');
  const name = nameOf(member(patient, 'name'));
  return {
    user: user ?? new UserName(id!),
    ...(externalId === undefined ? {} : { externalId }),
    ...(typeof age === 'number' ? { age } : {}),
    ...(gender === undefined ? {} : { gender }),
    // A year, or a year and a month, is not a date.
    ...(birthDate !== undefined && /^\d{4}-\d\d-\d\d$/.test(birthDate) ? { birthDate } : {}),
    ...(name === '' ? {} : { name }),
  };
}

/** The value of the identifier of a system: what Pulsebase writes, so that it reads the same users again. */
export function identifierOf(resource: unknown, system: string): string | undefined {
  return textMember(elementOf(member(resource, 'identifier'), 'system', system), 'value');
}

function elementOf(list: unknown, key: string, value: string): unknown {
  return Array.isArray(list) ? list.find((each) => member(each, key) === value) : undefined;
}

/** The first name as text: as written, or put together. */
function nameOf(names: unknown): string {
  const name = Array.isArray(names)
    ? (names.find((each) => member(each, 'use') === 'official') ?? names[0])
    : undefined;
  const given = member(name, 'given');
  const parts = [...(Array.isArray(given) ? given : []), member(name, 'family')];
  return textMember(name, 'text') ?? parts.filter((part) => typeof part === 'string').join(' ');
}
