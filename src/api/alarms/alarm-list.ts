import type { Alarm } from '../../alarms/alarm.ts';
import type { Severity } from '../../alarms/rule.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import type { StateDatabase, StateRow, StateValue } from '../../state/state-database.ts';
import type { AlarmStanding } from '../watch/alarm-metrics.ts';
import { ALARM_COLUMNS, alarmOf } from './alarm-store.ts';

/** Where people stand with an alarm. */
export const ALARM_STATES = ['active', 'acknowledged', 'closed'] as const;

export type AlarmState = (typeof ALARM_STATES)[number];

/** An alarm, and what people have done about it. Times are Unix milliseconds. */
export interface HandledAlarm extends Alarm {
  readonly ruleName: string;
  readonly state: AlarmState;
  readonly toldAt: number;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly note: string | null;
  readonly snoozedUntil: number | null;
}

/** Which alarms; all where nothing is given. */
export interface AlarmFilter {
  readonly userId?: number | undefined;
  readonly ruleId?: string | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly state?: readonly AlarmState[] | undefined;
  /** Whether they go on. */
  readonly isOver?: boolean | undefined;
  /** Due at this instant or later. */
  readonly from?: number | undefined;
  /** Due at this instant or earlier. */
  readonly to?: number | undefined;
}

/** A place in the order of alarms: newest first. */
export interface AlarmPosition {
  readonly raisedAt: number;
  readonly id: string;
}

const STATES: { readonly [state in AlarmState]: string } = {
  active: '(acknowledged_at IS NULL AND closed_at IS NULL)',
  acknowledged: '(acknowledged_at IS NOT NULL AND closed_at IS NULL)',
  closed: 'closed_at IS NOT NULL',
};

/** Alarms as people see them and deal with them. */
export class AlarmList {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** Alarms behind a place in the order, at most `limit`. */
  async page(filter: AlarmFilter, after: AlarmPosition | undefined, limit: number): Promise<HandledAlarm[]> {
    const { userId, ruleId, severity, state, isOver, from, to } = filter;
    const conditions: string[] = [];
    const values: StateValue[] = [];
    const add = (condition: string, ...given: StateValue[]) => {
      conditions.push(condition);
      values.push(...given);
    };
    if (userId !== undefined) add('alarms.user_id = ?', userId);
    if (ruleId !== undefined) add('alarms.rule_id = ?', ruleId);
    if (severity !== undefined) add(`alarms.severity IN (${severity.map(() => '?').join(', ')})`, ...severity);
    if (state !== undefined) add(`(${state.map((each) => STATES[each]).join(' OR ')})`);
    if (isOver !== undefined) add(`alarms.until_ms IS ${isOver ? 'NOT ' : ''}NULL`);
    if (from !== undefined) add('alarms.raised_at >= ?', from);
    if (to !== undefined) add('alarms.raised_at <= ?', to);
    if (after !== undefined) add('(alarms.raised_at, alarms.id) < (?, ?)', after.raisedAt, after.id);
    return this.#select(
      `${conditions.length === 0 ? 'true' : conditions.join(' AND ')}
      ORDER BY alarms.raised_at DESC, alarms.id DESC LIMIT ${limit}`,
      values,
    );
  }

  /** @throws PulsebaseError `ALARM_NOT_FOUND`. */
  async get(id: string): Promise<HandledAlarm> {
    const [alarm] = await this.#select('alarms.id = ?', [id]);
    if (alarm !== undefined) return alarm;
    throw new PulsebaseError('ALARM_NOT_FOUND', `no alarm has the id ${showValue(id)}; see pulsebase alarms list`, {
      field: 'alarmId',
    });
  }

  /** Notes who has seen an alarm first. @throws PulsebaseError `ALARM_NOT_FOUND`. */
  async acknowledge(id: string, by: string): Promise<HandledAlarm> {
    await this.#database.query(
      `UPDATE state.alarms SET acknowledged_at = state.now_ms(), acknowledged_by = ?
       WHERE id = ? AND acknowledged_at IS NULL AND closed_at IS NULL`,
      [by, id],
    );
    return this.get(id);
  }

  /** Notes who has dealt with an alarm, and how. @throws PulsebaseError `ALARM_NOT_FOUND`. */
  async close(id: string, by: string, note: string | null): Promise<HandledAlarm> {
    await this.#database.query(
      `UPDATE state.alarms SET closed_at = state.now_ms(), closed_by = ?, note = ? WHERE id = ?`,
      [by, note, id],
    );
    return this.get(id);
  }

  /**
   * Holds back what is told of the rule and the user of an alarm until an instant, unless it is of a higher severity than the alarm.
   *
   * @throws PulsebaseError `ALARM_NOT_FOUND`.
   */
  async snooze(id: string, by: string, until: number): Promise<HandledAlarm> {
    const { ruleId, userId, severity } = await this.get(id);
    await this.#database.query(
      `INSERT INTO state.snoozes (rule_id, user_id, severity, until_ms, snoozed_at, snoozed_by)
       VALUES (?, ?, ?, ?, state.now_ms(), ?)
       ON CONFLICT (rule_id, user_id) DO UPDATE SET severity = excluded.severity, until_ms = excluded.until_ms,
         snoozed_at = excluded.snoozed_at, snoozed_by = excluded.snoozed_by`,
      [ruleId, userId, severity, until, by],
    );
    return this.get(id);
  }

  /** How things stand with alarms that go on. */
  async standing(): Promise<AlarmStanding> {
    const active = await this.#database.query(
      'SELECT severity, count(*) FROM state.alarms WHERE until_ms IS NULL GROUP BY severity',
    );
    const unseen = await this.#database.query(
      `SELECT severity, count(*), state.now_ms() - min(told_at) FROM state.alarms
       WHERE until_ms IS NULL AND acknowledged_at IS NULL AND closed_at IS NULL GROUP BY severity`,
    );
    const of = (severity: Severity) => {
      const [[, count = 0] = []] = active.filter(([word]) => word === severity);
      const [[, waiting = 0, oldest = 0] = []] = unseen.filter(([word]) => word === severity);
      const oldestUnseenMs = Math.max(0, Number(oldest));
      return { active: Number(count), unseen: Number(waiting), oldestUnseenMs };
    };
    return { high: of('high'), medium: of('medium'), low: of('low') };
  }

  async #select(condition: string, values: readonly StateValue[]): Promise<HandledAlarm[]> {
    const rows = await this.#database.query(
      `SELECT ${ALARM_COLUMNS.map((column) => `alarms.${column}`).join(', ')}, rules.name, alarms.told_at,
         alarms.acknowledged_at, alarms.acknowledged_by, alarms.closed_at, alarms.closed_by, alarms.note,
         (SELECT until_ms FROM state.snoozes WHERE snoozes.rule_id = alarms.rule_id
            AND snoozes.user_id = alarms.user_id AND snoozes.until_ms > ?)
       FROM state.alarms LEFT JOIN state.rules ON rules.id = alarms.rule_id WHERE ${condition}`,
      [Date.now(), ...values],
    );
    return rows.map(handledOf);
  }
}

function handledOf(row: StateRow): HandledAlarm {
  const [ruleName, toldAt, acknowledgedAt, acknowledgedBy, closedAt, closedBy, note, snoozedUntil] = row.slice(
    ALARM_COLUMNS.length,
  );
  const time = (value: StateValue | undefined) => (value === null || value === undefined ? null : Number(value));
  const text = (value: StateValue | undefined) => (value === null || value === undefined ? null : String(value));
  return {
    ...alarmOf(row),
    ruleName: String(ruleName ?? ''),
    state: closedAt !== null ? 'closed' : acknowledgedAt !== null ? 'acknowledged' : 'active',
    toldAt: Number(toldAt),
    acknowledgedAt: time(acknowledgedAt),
    acknowledgedBy: text(acknowledgedBy),
    closedAt: time(closedAt),
    closedBy: text(closedBy),
    note: text(note),
    snoozedUntil: time(snoozedUntil),
  };
}
