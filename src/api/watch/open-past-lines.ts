import { join } from 'node:path';
import type { ServiceSettings } from '../../config/service-settings.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import { timeOfEntry } from './past-audit-entry.ts';
import type { PastLines } from './past-lines.ts';
import { PastLinesOfFile } from './past-lines-of-file.ts';
import { PastLinesOfTable } from './past-lines-of-table.ts';

/** The file of the audit log. */
export function auditFile({ stateDirectory }: Pick<ServiceSettings, 'stateDirectory'>): string {
  return join(stateDirectory, 'audit.ndjson');
}

/** What reads the entries of the audit log again, wherever they are kept. */
export function openPastLines(
  settings: Pick<ServiceSettings, 'auditLog' | 'stateDirectory'>,
  state: StateDatabase,
): PastLines {
  if (settings.auditLog === 'state') return new PastLinesOfTable(state);
  return new PastLinesOfFile(auditFile(settings), timeOfEntry);
}
