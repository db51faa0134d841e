import type { ServiceSettings } from '../../config/service-settings.ts';
import { preparePrivateFile } from '../../state/prepare-private-file.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import { LineFile } from './line-file.ts';
import { LineTable } from './line-table.ts';
import type { Lines, LineTrouble } from './lines.ts';
import { auditFile } from './open-past-lines.ts';

/** The most bytes of entries that wait to be written. */
const MAX_WAITING = 16 * 1024 * 1024;

/**
 * Opens what keeps the entries of the audit log: a file of the state directory, or a table of the state.
 *
 * @throws PulsebaseError `STORE_UNWRITABLE`; an error of the file system.
 */
export function openAuditLines(
  settings: Pick<ServiceSettings, 'auditLog' | 'stateDirectory'>,
  state: StateDatabase,
  trouble: LineTrouble,
): Lines {
  if (settings.auditLog === 'state') return new LineTable(state, MAX_WAITING, trouble);
  const path = auditFile(settings);
  preparePrivateFile(path);
  return new LineFile(path, MAX_WAITING, trouble);
}
