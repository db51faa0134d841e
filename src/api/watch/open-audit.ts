import type { ServiceSettings } from '../../config/service-settings.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import { AuditHistory } from './audit-history.ts';
import { AuditLog } from './audit-log.ts';
import type { LineTrouble } from './lines.ts';
import { openAuditLines } from './open-audit-lines.ts';
import { openPastLines } from './open-past-lines.ts';
import { pseudonyms } from './pseudonyms.ts';

/** The audit log read again. */
export interface AuditTrail {
  readonly history: AuditHistory;
  /** Whether all services with this state have it in common. */
  readonly isOfAllServices: boolean;
  /** What a user is called in it. */
  pseudonymOf(userId: number): string;
}

/**
 * Opens the audit log of a service, to write it and to read it again.
 *
 * @throws PulsebaseError `STORE_UNWRITABLE`; an error of the file system or the database.
 */
export async function openAudit(
  settings: Pick<ServiceSettings, 'auditLog' | 'stateDirectory'>,
  state: StateDatabase,
  trouble: LineTrouble,
): Promise<{ readonly audit: AuditLog; readonly trail: AuditTrail }> {
  const pseudonymOf = await pseudonyms(state);
  return {
    audit: new AuditLog(openAuditLines(settings, state, trouble), pseudonymOf),
    trail: {
      history: new AuditHistory(openPastLines(settings, state)),
      isOfAllServices: !state.isShared || settings.auditLog === 'state',
      pseudonymOf,
    },
  };
}
