import type { Alarm } from '../client/alarms.ts';
import { table } from './format/table.ts';

/** Alarms as a table for people. */
export function alarmLines(alarms: readonly Alarm[]): string[] {
  const columns = ['id', 'severity', 'rule', 'user', 'due', 'until', 'peak', 'state'];
  return table(
    columns.map((title) => ({ title, right: title === 'peak' })),
    alarms.map((alarm) => [
      alarm.id,
      alarm.severity,
      alarm.ruleName,
      alarm.externalId ?? String(alarm.userId),
      alarm.raisedAt.toISOString(),
      alarm.until?.toISOString() ?? 'goes on',
      alarm.peak === null ? '-' : String(Math.round(alarm.peak * 10) / 10),
      stateOf(alarm),
    ]),
  );
}

function stateOf({ state, acknowledgedBy, closedBy, snoozedUntil }: Alarm): string {
  const by = state === 'closed' ? closedBy : acknowledgedBy;
  const said = by === null || by === '' ? state : `${state} by ${by}`;
  return snoozedUntil === null ? said : `${said}, snoozed until ${snoozedUntil.toISOString()}`;
}
