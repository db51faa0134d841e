import { GENDERS } from '../../model/user.ts';
import { UserName } from '../../model/user-name.ts';
import type { PersonFacts } from '../import-job.ts';
import { member, textMember } from '../json/member.ts';

/** What a Patient resource says of a person; `undefined` when nothing says whom. https://hl7.org/fhir/R4/patient.html */
export function patientFacts(patient: unknown, id: string | undefined): PersonFacts | undefined {
  if (id === undefined) return undefined;
  const gender = GENDERS.find((code) => code === member(patient, 'gender'));
  const birthDate = textMember(patient, 'birthDate');
  const name = nameOf(member(patient, 'name'));
  return {
    user: new UserName(id),
    ...(gender === undefined ? {} : { gender }),
    // A year, or a year and a month, is not a date.
    ...(birthDate !== undefined && /^\d{4}-\d\d-\d\d$/.test(birthDate) ? { birthDate } : {}),
    ...(name === '' ? {} : { name }),
  };
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
