import { csvLine } from '../../model/csv-line.ts';
import { markedAsText } from '../../model/marked-as-text.ts';
import type { RowForms } from '../../store/row-forms.ts';
import type { AuditEntry } from '../schemas/audit.ts';

/** Entries of the audit log as rows: the users of one in a cell, with blanks between them. */
export const AUDIT_FORMS: RowForms<AuditEntry> = {
  json: (entry) => JSON.stringify(entry),
  csvHeader: 'time,key,key_name,action,status,users,users_in_all,rows,request_id',
  csv: ({ time, key, keyName, action, status, users = [], usersInAll, rows, requestId }) =>
    csvLine([
      ...[time, markedAsText(key), markedAsText(keyName ?? ''), markedAsText(action), status],
      ...[users === 'all' ? users : users.join(' '), usersInAll ?? '', rows ?? '', markedAsText(requestId)],
    ]).trimEnd(),
};
