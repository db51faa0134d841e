import type { AuditEntry, AuditPage } from '../../../src/client/service-client.ts';
import { ofService } from './calls.ts';
import { CHANGES, CHANGING_ACTIONS } from './changing-actions.ts';
import { serviceLink } from './service-link.ts';

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

/** Entries of a page, unless much had to be looked through for them. */
export const AUDIT_PAGE = 50;

/** Entries, newest first, behind those of a page before. */
export function loadAudit(auditQuery: AuditQuery, cursor?: string, signal?: AbortSignal): Promise<AuditPage> {
  const page = { limit: AUDIT_PAGE, cursor };
  return ofService((service) => service.auditPage(filterOf(auditQuery), page), signal);
}

/** Where all entries are as CSV, which the browser writes to disk as they come: there may be millions. */
export function auditCsvUrl(auditQuery: AuditQuery): string {
  return serviceLink('v1/audit-log', { ...filterOf(auditQuery), format: 'csv' });
}

function filterOf({ from, to, action, key, person, named }: AuditQuery) {
  const isPseudonym = /^u-[0-9a-f]{20}$/.test(person);
  return {
    ...{ from: textOf(from), to: textOf(to), key: textOf(key) },
    action: action === CHANGES ? CHANGING_ACTIONS.join(',') : textOf(action),
    ...(isPseudonym ? { pseudonym: person } : { user: textOf(person) }),
    ...(person !== '' && named ? { named } : {}),
  };
}

function textOf(value: string): string | undefined {
  return value === '' ? undefined : value;
}
