import { randomUUID } from 'node:crypto';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { type CopiedTable, copyRows } from './copy-rows.ts';
import type { StateDatabase } from './state-database.ts';

/** What was copied of the alarms, and what they are raised and told by. */
export interface AlarmCopyReport {
  /** How many of each kind the target has more than before. */
  readonly rules: number;
  readonly alarms: number;
  readonly webhooks: number;
  /** Whether the target has alarms of its own, so that those of the source were left out. */
  readonly alarmsLeftOut: boolean;
}

/** Writes that have to be evaluated still, by whatever rules there are. */
const CHANGES: CopiedTable = {
  name: 'changes',
  key: { service: '', number: 0 },
  others: ['users', 'from_ms', 'to_ms', 'at', 'is_over', 'alive_at'],
};

/** Rules last: a service that finds them evaluates everybody, and must see what was raised before. */
const TABLES: readonly CopiedTable[] = [
  {
    name: 'alarm_events',
    key: { seq: 0 },
    others: ['alarm_id', 'rule_id', 'user_id', 'severity', 'kind', 'at', 'is_snoozed', 'body'],
  },
  {
    name: 'snoozes',
    key: { rule_id: '', user_id: 0 },
    others: ['severity', 'until_ms', 'snoozed_at', 'snoozed_by'],
  },
  {
    name: 'alarms',
    key: { id: '' },
    others: [
      ...['rule_id', 'user_id', 'severity', 'from_ms', 'raised_at', 'until_ms', 'peak', 'readings', 'arrival'],
      ...['told_at', 'acknowledged_at', 'acknowledged_by', 'closed_at', 'closed_by', 'note'],
    ],
  },
  {
    name: 'deliveries',
    key: { webhook_id: '', seq: 0 },
    others: [...['alarm_id', 'kind', 'state', 'attempts', 'queued_at', 'next_at', 'changed_at', 'status', 'error']],
  },
  {
    name: 'webhooks',
    key: { id: '' },
    others: [
      ...['name', 'body', 'secrets', 'version', 'created_at', 'queued_up_to', 'off_since', 'off_reason'],
      'failing_since',
    ],
  },
  {
    name: 'rules',
    key: { id: '' },
    others: ['name', 'body', 'version', 'created_at', 'updated_at', 'done_up_to'],
  },
];

/** A lease that nobody holds: its term is that of whoever led last when the alarms of this state were copied into it. */
const COPY = 'copied alarms';

const DELETED_AT_ONCE = 1000;

/**
 * Copies alarms and their log, whose entries are numbered, with rules, snoozes, webhooks and deliveries: all as they are in the source,
 * or nothing where the target has its own. Those of an earlier copy are replaced until a service has worked with them.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when both are the same state.
 */
export async function copyAlarms(source: StateDatabase, target: StateDatabase): Promise<AlarmCopyReport> {
  await copyRows(source, target, CHANGES);
  if (!(await isEmpty(target)) && !(await isOfCopy(target))) {
    return { rules: 0, alarms: 0, webhooks: 0, alarmsLeftOut: !(await isEmpty(source)) };
  }
  await beginCopy(source, target);
  const count = async (table: string) => Number((await target.query(`SELECT count(*) FROM state.${table}`))[0]?.[0]);
  const counts = async () => Promise.all([count('rules'), count('alarms'), count('webhooks')]);
  const before = await counts();
  for (const table of TABLES.toReversed()) await deleteAll(target, table);
  for (const table of TABLES) await copyRows(source, target, table);
  const [rules = 0, alarms = 0, webhooks = 0] = (await counts()).map((now, at) => Math.max(0, now - before[at]!));
  return { rules, alarms, webhooks, alarmsLeftOut: false };
}

async function isEmpty(state: StateDatabase): Promise<boolean> {
  for (const { name } of TABLES) {
    if ((await state.query(`SELECT 1 FROM state.${name} LIMIT 1`)).length > 0) return false;
  }
  return true;
}

/** Whether what is there was copied, perhaps in part, and nobody has led since. */
async function isOfCopy(state: StateDatabase): Promise<boolean> {
  const found = await state.query(
    `SELECT 1 FROM state.leases WHERE name = ?
       AND term = (SELECT coalesce(max(term), 0) FROM state.leases AS leads WHERE leads.name <> ?)`,
    [COPY, COPY],
  );
  return found.length > 0;
}

/** Notes a copy before anything is changed, so that one that breaks off may be repeated. */
async function beginCopy(source: StateDatabase, target: StateDatabase): Promise<void> {
  const id = randomUUID();
  await target.query(
    `INSERT INTO state.leases (name, term, service, expires_at)
     SELECT ?, coalesce(max(term), 0), ?, 0 FROM state.leases WHERE name <> ?
     ON CONFLICT (name) DO UPDATE SET term = excluded.term, service = excluded.service`,
    [COPY, id, COPY],
  );
  const same = await source.query('SELECT 1 FROM state.leases WHERE name = ? AND service = ?', [COPY, id]);
  if (same.length > 0) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'the state to copy from is the one to copy to; name another one', {
      field: '--to',
    });
  }
}

async function deleteAll(state: StateDatabase, { name, key }: CopiedTable): Promise<void> {
  const place = Object.keys(key).join(', ');
  for (;;) {
    const deleted = await state.query(
      `DELETE FROM state.${name} WHERE (${place}) IN (SELECT ${place} FROM state.${name} LIMIT ${DELETED_AT_ONCE})
       RETURNING 1`,
    );
    if (deleted.length < DELETED_AT_ONCE) return;
  }
}
