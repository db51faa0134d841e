import type { Alarm } from '../../alarms/alarm.ts';
import type { AlarmChange } from '../../alarms/alarm-changes.ts';
import type { AlarmEvent } from '../../alarms/alarm-event.ts';
import { SEVERITIES, type Severity } from '../../alarms/rule.ts';
import type { StateDatabase, StateRow, StateStatement } from '../../state/state-database.ts';

/** The columns that {@link alarmOf} reads. */
export const ALARM_COLUMNS = [
  ...['id', 'rule_id', 'user_id', 'severity', 'arrival'],
  ...['from_ms', 'raised_at', 'until_ms', 'peak', 'readings'],
] as const;

const COLUMNS = ALARM_COLUMNS.join(', ');

const RETRACTED_AT_ONCE = 500;
/** How long the log of alarms is kept, at least. */
const EVENTS_KEPT_MS = 90 * 24 * 3600 * 1000;
const SNOOZES_KEPT_MS = 7 * 24 * 3600 * 1000;
const DELETED_AT_ONCE = 1000;

/**
 * Entries of the log are numbered one after the other: until its transaction is over, whoever writes one holds this row, which is
 * nobody's lease.
 */
const HOLD_LOG: StateStatement = {
  text: `INSERT INTO state.leases (name, term, service, expires_at) VALUES ('log of alarms', 0, '', 0)
         ON CONFLICT (name) DO UPDATE SET term = excluded.term`,
};

/** What the log of alarms says of one, beside its columns. */
export type EventBody = Omit<AlarmEvent, 'seq' | 'isSnoozed'>;

/** The alarms of a state, as the evaluation reads and writes them, and their log. */
export class AlarmStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** The alarms of a user that go on, or were over at an instant (Unix ms) or later; by rule, in order of time. */
  async ofUser(userId: number, since: number): Promise<Map<string, Alarm[]>> {
    const rows = await this.#database.query(
      `SELECT ${COLUMNS} FROM state.alarms WHERE user_id = ? AND (until_ms IS NULL OR until_ms >= ?)
       ORDER BY rule_id, from_ms`,
      [userId, since],
    );
    return Map.groupBy(rows.map(alarmOf), ({ ruleId }) => ruleId);
  }

  /** Users above an id of whom anything is known: alarms, entries of the log, snoozes; in order. */
  async userIds(afterId: number, limit: number): Promise<number[]> {
    const tables = ['alarms', 'alarm_events', 'snoozes'];
    const some = tables.map(
      (table) => `SELECT user_id FROM (
        SELECT DISTINCT user_id FROM state.${table} WHERE user_id > ? ORDER BY user_id LIMIT ?
      ) AS ${table}_users`,
    );
    const rows = await this.#database.query(`${some.join(' UNION ')} ORDER BY user_id LIMIT ?`, [
      ...tables.flatMap(() => [afterId, limit]),
      limit,
    ]);
    return rows.map(([id]) => Number(id));
  }

  /** Some alarms of rules that are there no more. */
  async ofGoneRules(): Promise<Alarm[]> {
    const rows = await this.#database.query(
      `SELECT ${COLUMNS} FROM state.alarms WHERE rule_id NOT IN (SELECT id FROM state.rules) LIMIT ${RETRACTED_AT_ONCE}`,
    );
    return rows.map(alarmOf);
  }

  /**
   * Writes changes and their log, all or none.
   *
   * @param guards Each returns a row as long as the caller may write.
   * @param at The wall clock, in Unix milliseconds.
   * @returns Whether it still might.
   */
  async apply(
    guards: readonly Omit<StateStatement, 'guards'>[],
    changes: readonly (AlarmChange & { readonly ruleName: string })[],
    at: number,
  ): Promise<boolean> {
    // The guard may lock the lease of the leader: who waits for the log must not hold up its renewal.
    const statements: StateStatement[] = changes.some(({ kind }) => kind !== 'grown') ? [HOLD_LOG] : [];
    for (const guard of guards) statements.push({ ...guard, guards: true });
    for (const change of changes) {
      statements.push(rowOf(change, at));
      if (change.kind !== 'grown') statements.push(eventOf({ ...change, kind: change.kind, at }));
    }
    return (await this.#database.transaction(statements)) !== undefined;
  }

  /** Retracts all alarms of a rule, and returns how many there were. */
  async retractAll({ id, name }: { readonly id: string; readonly name: string }, at: number): Promise<number> {
    let count = 0;
    for (;;) {
      const rows = await this.#database.query(
        `SELECT ${COLUMNS} FROM state.alarms WHERE rule_id = ? LIMIT ${RETRACTED_AT_ONCE}`,
        [id],
      );
      if (rows.length === 0) return count;
      count += rows.length;
      const changes = rows.map((row) => ({ kind: 'retracted' as const, alarm: alarmOf(row), ruleName: name }));
      await this.apply([], changes, at);
    }
  }

  /** Forgets some of the log that is old: at most so much, and never the last entry. @returns Whether there may be more. */
  async deleteOldEvents(): Promise<boolean> {
    const deleted = await this.#database.query(
      // What a webhook has not queued stays, and what waits to be delivered.
      `DELETE FROM state.alarm_events WHERE seq IN (
         SELECT seq FROM state.alarm_events WHERE at < state.now_ms() - ${EVENTS_KEPT_MS}
           AND seq < (SELECT max(seq) FROM state.alarm_events)
           AND seq <= coalesce((SELECT min(queued_up_to) FROM state.webhooks), seq)
           AND seq < coalesce((SELECT min(seq) FROM state.deliveries WHERE state = 'waiting'), seq + 1)
         ORDER BY at LIMIT ${DELETED_AT_ONCE}
       ) RETURNING seq`,
    );
    return deleted.length >= DELETED_AT_ONCE;
  }

  /** Forgets some snoozes that have long been over, also by a clock that was set meanwhile. @returns Whether there may be more. */
  async deleteOldSnoozes(): Promise<boolean> {
    const before = Date.now() - SNOOZES_KEPT_MS;
    const deleted = await this.#database.query(
      // One that is given again meanwhile is not over any more.
      `DELETE FROM state.snoozes WHERE until_ms < ? AND (rule_id, user_id) IN (
         SELECT rule_id, user_id FROM state.snoozes WHERE until_ms < ? LIMIT ${DELETED_AT_ONCE}
       ) RETURNING user_id`,
      [before, before],
    );
    return deleted.length >= DELETED_AT_ONCE;
  }

  /** Deletes all that is known of the alarms of users. In the log their entries stay, empty, for the sake of its numbers. */
  async deleteUsers(userIds: readonly number[]): Promise<void> {
    for (const userId of userIds) {
      await this.#database.transaction([
        { text: 'DELETE FROM state.alarms WHERE user_id = ?', values: [userId] },
        { text: 'DELETE FROM state.snoozes WHERE user_id = ?', values: [userId] },
        {
          text: `UPDATE state.alarm_events SET kind = 'erased', alarm_id = '', user_id = 0, body = '' WHERE user_id = ?`,
          values: [userId],
        },
      ]);
    }
  }
}

function rowOf({ kind, alarm }: AlarmChange, at: number): StateStatement {
  const { id, ruleId, userId, severity, arrival, from, raisedAt, until, peak, readings } = alarm;
  if (kind === 'retracted') return { text: 'DELETE FROM state.alarms WHERE id = ?', values: [id] };
  if (kind === 'raised') {
    return {
      text: `INSERT INTO state.alarms (${COLUMNS}, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      values: [id, ruleId, userId, severity, arrival, from, raisedAt, until, peak, readings, at],
    };
  }
  return {
    text: 'UPDATE state.alarms SET from_ms = ?, raised_at = ?, until_ms = ?, peak = ?, readings = ? WHERE id = ?',
    values: [from, raisedAt, until, peak, readings, id],
  };
}

/** Snoozes of these severities hold back an alarm of each: one of a higher severity breaks through. */
const SNOOZED_BY = Object.fromEntries(
  SEVERITIES.map((severity, rank) => [
    severity,
    SEVERITIES.slice(0, rank + 1)
      .map((each) => `'${each}'`)
      .join(', '),
  ]),
) as { readonly [severity in Severity]: string };

function eventOf(body: EventBody): StateStatement {
  const { id, ruleId, userId, severity } = body.alarm;
  return {
    text: `INSERT INTO state.alarm_events (seq, alarm_id, rule_id, user_id, severity, kind, at, body, is_snoozed)
       SELECT coalesce(max(seq), 0) + 1, ?, ?, ?, ?, ?, ?, ?, (
         SELECT count(*) FROM state.snoozes WHERE rule_id = ? AND user_id = ? AND until_ms > ?
           AND severity IN (${SNOOZED_BY[severity]})
       ) FROM state.alarm_events`,
    // People say by the clock on the wall how long they want to be left alone.
    values: [id, ruleId, userId, severity, body.kind, body.at, JSON.stringify(body), ruleId, userId, body.at],
  };
}

/** The alarm of a row that begins with {@link ALARM_COLUMNS}. */
export function alarmOf([
  id,
  ruleId,
  userId,
  severity,
  arrival,
  from,
  raisedAt,
  until,
  peak,
  readings,
]: StateRow): Alarm {
  return {
    id: String(id),
    ruleId: String(ruleId),
    userId: Number(userId),
    severity: severity as Severity,
    arrival: arrival as Alarm['arrival'],
    from: Number(from),
    raisedAt: Number(raisedAt),
    until: until === null || until === undefined ? null : Number(until),
    peak: peak === null || peak === undefined ? null : Number(peak),
    readings: Number(readings),
  };
}
