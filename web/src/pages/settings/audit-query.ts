import type { AuditQuery } from '../../data/audit-calls.ts';

const NAMES = ['from', 'to', 'action', 'key', 'person'] as const;

/** What an address asks of the audit log. */
export function auditQueryOf(address: URLSearchParams): AuditQuery {
  const [from, to, action, key, person] = NAMES.map((name) => address.get(name) ?? '');
  const instant = (text = '') => (Number.isNaN(Date.parse(text)) ? '' : text);
  return {
    ...{ from: instant(from), to: instant(to), action: action!, key: key!, person: person!.trim() },
    named: address.get('named') === 'true',
  };
}

/** The same for an address. */
export function auditParameters({ named, person, ...rest }: AuditQuery): Readonly<Record<string, string | undefined>> {
  return { ...rest, person, named: named && person !== '' ? 'true' : undefined };
}

/** Whether everything is asked for. */
export function asksForAll(auditQuery: AuditQuery): boolean {
  return NAMES.every((name) => auditQuery[name] === '');
}
