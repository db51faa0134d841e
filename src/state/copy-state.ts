import { type AlarmCopyReport, copyAlarms } from './copy-alarms.ts';
import { type CopiedTable, copyRows } from './copy-rows.ts';
import type { StateDatabase, StateValue } from './state-database.ts';

/** How many rows of each kind the target did not have yet. */
export interface StateCopyReport extends AlarmCopyReport {
  readonly keys: number;
  readonly receipts: number;
  readonly auditEntries: number;
  /** Whether users have the same pseudonyms in the audit logs of both. */
  readonly samePseudonyms: boolean;
}

const KEYS: CopiedTable = {
  name: 'api_keys',
  key: { id: '' },
  others: ['name', 'scopes', 'hash', 'created_at', 'revoked_at'],
};
const SECRETS: CopiedTable = { name: 'secrets', key: { name: '' }, others: ['value'] };
const RECEIPTS: CopiedTable = {
  name: 'receipts',
  key: { key_id: '', idempotency_key: '' },
  others: ['fingerprint', 'body', 'created_at'],
};
const RETENTION: CopiedTable = { name: 'retention_runs', key: { kept_from: 0 }, others: ['at', 'readings'] };
const AUDIT: CopiedTable = { name: 'audit', key: { service: '', number: 0 }, others: ['at', 'entry'] };

/**
 * Copies what a service remembers from one state into another, which keeps what it has: a key that is revoked in either is revoked
 * in the target. It may be repeated. What matters only for hours or while services run (sessions, claims, batches, leases,
 * announcements, rates) is not copied.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when both are the same state, and others of a database; an error of a database.
 */
export async function copyState(source: StateDatabase, target: StateDatabase): Promise<StateCopyReport> {
  const keys = await copyRows(source, target, KEYS);
  for (const [id = null, revokedAt = null] of await source.query('SELECT id, revoked_at FROM state.api_keys')) {
    if (revokedAt === null) continue;
    await target.query('UPDATE state.api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [revokedAt, id]);
  }
  await copyRows(source, target, SECRETS);
  await copyRows(source, target, RETENTION);
  const secrets = 'SELECT name, value FROM state.secrets ORDER BY name';
  const [here, there] = [await source.query(secrets), await target.query(secrets)];
  return {
    keys,
    receipts: await copyRows(source, target, RECEIPTS),
    auditEntries: await copyRows(source, target, AUDIT),
    samePseudonyms: here.every(([name, value]) => there.some(([other, held]) => other === name && isSame(value, held))),
    ...(await copyAlarms(source, target)),
  };
}

function isSame(one: StateValue | undefined, other: StateValue | undefined): boolean {
  return one instanceof Uint8Array && other instanceof Uint8Array && Buffer.compare(one, other) === 0;
}
