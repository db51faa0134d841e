import { randomBytes } from 'node:crypto';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import type { StateDatabase, StateRow } from '../../state/state-database.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { OffReason, Webhook, WebhookSettings } from './webhook.ts';
import { makeWebhookSecret, type SigningSecret, withNewSecret } from './webhook-secret.ts';

/** Each is looked after many times a second. */
const MAX_WEBHOOKS = 100;

const COLUMNS = 'id, name, body, secrets, version, created_at, queued_up_to, off_since, off_reason, failing_since';

/** A webhook as it is kept. */
export interface StoredWebhook {
  readonly webhook: Webhook;
  readonly secrets: readonly SigningSecret[];
  /** Changes whenever people change something of it, or of what it has to deliver. */
  readonly version: number;
  /** Entries of the log up to this one are delivered, or queued, or none of its business. */
  readonly queuedUpTo: number;
}

/** A webhook with its secret, which exists only in the answer. */
export interface NewSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** What people change; what is `undefined` stays. */
export type WebhookChange = Partial<WebhookSettings> & { readonly enabled?: boolean | undefined };

/** The webhooks of a state. */
export class WebhookStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** In the order in which they were made. */
  async list(): Promise<StoredWebhook[]> {
    const rows = await this.#database.query(`SELECT ${COLUMNS} FROM state.webhooks ORDER BY created_at, id`);
    return rows.map(storedWebhookOf);
  }

  /** All of them, and the number of the last entry of the log. */
  async listWithLast(): Promise<{ readonly webhooks: readonly StoredWebhook[]; readonly last: number }> {
    const rows = await this.#database.query(
      `SELECT ${COLUMNS}, (SELECT max(seq) FROM state.alarm_events) FROM state.webhooks`,
    );
    return { webhooks: rows.map(storedWebhookOf), last: Number(rows[0]?.at(-1) ?? 0) };
  }

  /** @throws ServiceError `NOT_FOUND`. */
  async get(id: string): Promise<StoredWebhook> {
    const [row] = await this.#database.query(`SELECT ${COLUMNS} FROM state.webhooks WHERE id = ?`, [id]);
    if (row !== undefined) return storedWebhookOf(row);
    throw new ServiceError(404, 'NOT_FOUND', `no webhook has the id ${showValue(id)}`, { field: 'webhookId' });
  }

  /** Makes a webhook that is told of what happens from now on. @throws PulsebaseError `INVALID_ARGUMENT`. */
  async create({ name, ...body }: WebhookSettings): Promise<NewSecret> {
    const known = await this.list();
    if (known.length >= MAX_WEBHOOKS) {
      throw new PulsebaseError('INVALID_ARGUMENT', `there may be ${MAX_WEBHOOKS} webhooks; delete one first`);
    }
    const id = `wh_${randomBytes(9).toString('hex')}`;
    const secret = makeWebhookSecret();
    await this.#database.query(
      // It may be carried out twice.
      `INSERT INTO state.webhooks (id, name, body, secrets, version, created_at, queued_up_to)
       SELECT ?, ?, ?, ?, 1, state.now_ms(), coalesce(max(seq), 0) FROM state.alarm_events WHERE true
       ON CONFLICT DO NOTHING`,
      [id, name, JSON.stringify(body), secretsText([{ secret, until: null }])],
    );
    const made = (await this.list()).find(({ webhook }) => webhook.id === id);
    if (made === undefined) throw nameTaken(name);
    return { webhook: made.webhook, secret };
  }

  /**
   * Changes a webhook. One that is switched on again begins anew with what it has not delivered.
   *
   * @throws ServiceError `NOT_FOUND`; PulsebaseError `INVALID_ARGUMENT`.
   */
  async change(id: string, { enabled, ...change }: WebhookChange): Promise<Webhook> {
    for (;;) {
      const { webhook, version } = await this.get(id);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const { id: _, createdAt, off, failingSince, name, ...body } = { ...webhook, ...given };
      const [isOn, isOff] = [enabled === true && off !== null, enabled === false && off === null];
      const others = await this.list();
      if (others.some((other) => other.webhook.name === name && other.webhook.id !== id)) throw nameTaken(name);
      const set = isOn
        ? ', off_since = NULL, off_reason = NULL, failing_since = NULL'
        : isOff
          ? `, off_since = state.now_ms(), off_reason = 'by_request'`
          : '';
      const changed = await this.#database.transaction([
        {
          text: `UPDATE state.webhooks SET name = ?, body = ?, version = version + 1${set}
                 WHERE id = ? AND version = ? RETURNING id`,
          values: [name, JSON.stringify(body), id, version],
          guards: true,
        },
        ...(isOn
          ? [
              {
                text: `UPDATE state.deliveries SET attempts = 0, next_at = 0 WHERE webhook_id = ? AND state = 'waiting'`,
                values: [id],
              },
            ]
          : []),
      ]);
      if (changed !== undefined) return (await this.get(id)).webhook;
    }
  }

  /**
   * Gives a webhook a new secret, which signs at once; the old one signs as well for a time.
   *
   * @throws ServiceError `NOT_FOUND`.
   */
  async rotate(id: string, overlapMs: number): Promise<NewSecret> {
    const secret = makeWebhookSecret();
    for (;;) {
      const { webhook, secrets, version } = await this.get(id);
      // Carried out twice it finds its own secret.
      if (secrets[0]?.secret === secret) return { webhook, secret };
      const [row] = await this.#database.query('SELECT state.now_ms()');
      const now = Number(row?.[0]);
      await this.#database.query(
        'UPDATE state.webhooks SET secrets = ?, version = version + 1 WHERE id = ? AND version = ?',
        [secretsText(withNewSecret(secrets, secret, { now, until: now + overlapMs })), id, version],
      );
    }
  }

  /** Deletes a webhook with its deliveries. @returns How many of these were waiting. */
  async delete(id: string): Promise<number> {
    await this.get(id);
    const done = await this.#database.transaction([
      { text: 'DELETE FROM state.webhooks WHERE id = ?', values: [id] },
      { text: `SELECT count(*) FROM state.deliveries WHERE webhook_id = ? AND state = 'waiting'`, values: [id] },
      { text: 'DELETE FROM state.deliveries WHERE webhook_id = ?', values: [id] },
    ]);
    return Number(done?.[1]?.[0]?.[0] ?? 0);
  }

  /** Notes since when nothing gets through, unless that is known. */
  async noteFailing(id: string, since: number): Promise<void> {
    await this.#database.query('UPDATE state.webhooks SET failing_since = ? WHERE id = ? AND failing_since IS NULL', [
      since,
      id,
    ]);
  }

  /** Notes that something got through. */
  async noteReached(id: string): Promise<void> {
    await this.#database.query('UPDATE state.webhooks SET failing_since = NULL WHERE id = ?', [id]);
  }

  async switchOff(id: string, reason: OffReason, at: number): Promise<void> {
    await this.#database.query(
      `UPDATE state.webhooks SET off_since = ?, off_reason = ?, version = version + 1
       WHERE id = ? AND off_since IS NULL`,
      [at, reason, id],
    );
  }
}

function storedWebhookOf(row: StateRow): StoredWebhook {
  const [id, name, body, secrets, version, createdAt, queuedUpTo, offSince = null, offReason, failingSince = null] =
    row;
  return {
    webhook: {
      ...(JSON.parse(String(body)) as Omit<WebhookSettings, 'name'>),
      id: String(id),
      name: String(name),
      createdAt: Number(createdAt),
      off: offSince === null ? null : { since: Number(offSince), reason: offReason as OffReason },
      failingSince: failingSince === null ? null : Number(failingSince),
    },
    secrets: JSON.parse(String(secrets)) as SigningSecret[],
    version: Number(version),
    queuedUpTo: Number(queuedUpTo),
  };
}

function secretsText(secrets: readonly SigningSecret[]): string {
  return JSON.stringify(secrets);
}

function nameTaken(name: string): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', `another webhook is called ${showValue(name)}`, { field: 'name' });
}
