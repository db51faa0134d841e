import type { AuditEntry, AuditPage } from '../../../src/api/schemas/audit.ts';
import { BASE_URL } from '../state/base-url.ts';
import { queryOf, read } from './calls.ts';
import { CHANGES, CHANGING_ACTIONS } from './changing-actions.ts';

export type { AuditEntry, AuditPage };

/** What is asked of the audit log, as it stands in an address; what is empty asks for nothing. */
export interface AuditQuery {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** One of those of the log, or {@link CHANGES}. */
  readonly action: string;
  /** Id or name of a key. */
  readonly key: string;
  /** An id, an external id or a pseudonym. */
  readonly person: string;
  readonly named: boolean;
}

const PATH = '/v1/audit-log';
/** Entries of a page, unless much had to be looked through for them. */
export const AUDIT_PAGE = 50;

/** Entries, newest first, behind those of a page before. */
export function loadAudit(auditQuery: AuditQuery, cursor?: string, signal?: AbortSignal): Promise<AuditPage> {
  return read<AuditPage>(`${PATH}${queryOf({ ...parametersOf(auditQuery), limit: AUDIT_PAGE, cursor })}`, signal);
}

/** Where all entries are as CSV, which the browser writes to disk as they come: there may be millions. */
export function auditCsvUrl(auditQuery: AuditQuery): string {
  return new URL(`${PATH.slice(1)}${queryOf({ ...parametersOf(auditQuery), format: 'csv' })}`, BASE_URL).href;
}

function parametersOf({ person, named, action, ...rest }: AuditQuery) {
  const isPseudonym = /^u-[0-9a-f]{20}$/.test(person);
  return {
    ...rest,
    action: action === CHANGES ? CHANGING_ACTIONS.join(',') : action,
    ...(isPseudonym ? { pseudonym: person } : { user: person }),
    ...(person !== '' && named ? { named } : {}),
  };
}
