import { useState } from 'preact/hooks';
import type { AuditEntry } from '../../data/audit-calls.ts';
import { formatInstant } from '../../format/instants.ts';
import { formatCount } from '../../format/numbers.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Link } from '../../parts/link.tsx';
import { shownName } from '../../parts/person-name.tsx';
import { withQuery } from '../../state/router.ts';
import { actionInWords } from './action-in-words.ts';

/** Users named at once; more of them when they are asked for. */
const FEW = 2;
const LETTERS = 8;

/** Entries of the audit log. */
export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <DataTable
      caption={text('tabAudit')}
      rows={entries}
      isWhole
      // One request may have several entries.
      keyOf={(entry) => `${entry.requestId} ${entry.time.getTime()} ${entries.indexOf(entry)}`}
      columns={[
        {
          ...{ name: 'time', title: text('time') },
          cell: ({ time, requestId }) => (
            <time dateTime={time.toISOString()} title={`${text('auditRequestId')}: ${requestId}`}>
              {formatInstant(time.getTime(), VIEWER_ZONE, { seconds: true })}
            </time>
          ),
        },
        {
          ...{ name: 'who', title: text('auditWho') },
          cell: ({ key, keyName }) => (
            <Link to={withQuery({ key })} class="one-line">
              {key === 'service' ? text('auditService') : <bdi title={key}>{shownName(keyName ?? key)}</bdi>}
            </Link>
          ),
        },
        {
          ...{ name: 'what', title: text('auditWhat') },
          cell: ({ action }) => (
            <span class="one-line" title={action}>
              {actionInWords(action)}
            </span>
          ),
        },
        { name: 'about', title: text('auditAbout'), cell: (entry) => <AboutWhom entry={entry} /> },
        { name: 'outcome', title: text('auditOutcome'), cell: ({ status }) => <Outcome status={status} /> },
        {
          ...{ name: 'rows', title: text('auditRows'), isNumber: true },
          cell: ({ rows }) =>
            rows === undefined ? null : (
              <>
                <span class="cell-title">{text('auditRows')}: </span>
                {formatCount(rows)}
              </>
            ),
        },
      ]}
    />
  );
}

function AboutWhom({ entry: { users = [], usersInAll } }: { readonly entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false);
  if (users === 'all') return <>{text('auditEverybody')}</>;
  if (users.length === 0) return null;
  if (users.length > FEW && !isOpen) {
    return (
      <button type="button" class="link" aria-expanded="false" onClick={() => setOpen(true)}>
        {text('peopleCount', { n: usersInAll ?? users.length })}
      </button>
    );
  }
  return (
    <span class="pseudonyms">
      {users.map((pseudonym) => (
        <Link key={pseudonym} to={withQuery({ person: pseudonym })}>
          <code title={pseudonym}>{pseudonym.slice(0, LETTERS)}…</code>
        </Link>
      ))}
      {usersInAll !== undefined && <span class="muted">{text('peopleCount', { n: usersInAll })}</span>}
    </span>
  );
}

function Outcome({ status }: { readonly status: number }) {
  if (status < 400) return <span class="muted">{text('auditDone')}</span>;
  if (status === 499) return <span>{text('auditLeft')}</span>;
  return (
    <strong class="refused">{text(status < 500 ? 'auditRefused' : 'auditFailed', { status: String(status) })}</strong>
  );
}
