import type { UserRow } from '../../model/user.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import { UserName } from '../../model/user-name.ts';
import { textMember } from '../json/member.ts';
import { patientFacts } from './patient-facts.ts';

/** The fields of a user that a Patient has; `undefined` when nothing says whom it is about. */
export function patientFields(patient: unknown): UserRow['user'] | undefined {
  const { user, ...facts } = patientFacts(patient, textMember(patient, 'id')) ?? {};
  if (user === undefined) return undefined;
  const id = user instanceof UserName ? canonicalUserId(user.text) : user;
  return { ...(id === undefined ? { externalId: (user as UserName).text } : { id }), ...facts };
}
