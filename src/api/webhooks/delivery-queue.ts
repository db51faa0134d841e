import type { AlarmEvent, AlarmEventKind } from '../../alarms/alarm-event.ts';
import type { StateDatabase, StateRow, StateStatement } from '../../state/state-database.ts';
import { eventOf } from './alarm-log.ts';
import type { Outcome } from './post-message.ts';

/** A delivery that has to be made. Times are Unix milliseconds by the clock of whoever delivers. */
export interface WaitingDelivery {
  readonly webhookId: string;
  readonly seq: number;
  /** How often it was tried in vain. */
  readonly attempts: number;
  readonly queuedAt: number;
  readonly nextAt: number;
  /** `undefined` when its user was deleted. */
  readonly event: AlarmEvent | undefined;
}

/** What has become of a delivery. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'given_up'] as const;

/** A word of {@link DELIVERY_STATES}. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A delivery as people see it. Times are Unix milliseconds. */
export interface LoggedDelivery {
  readonly seq: number;
  readonly alarmId: string;
  readonly kind: AlarmEventKind;
  readonly state: DeliveryState;
  /** How often it was tried. */
  readonly attempts: number;
  readonly queuedAt: number;
  /** When it is tried again; `null` when it is settled. */
  readonly nextAt: number | null;
  /** When it was last tried; `null` when it was not. */
  readonly triedAt: number | null;
  /** Of the last answer; `null` when there was none. */
  readonly status: number | null;
  readonly error: string | null;
}

/** What waits, of all webhooks that are on. */
export interface Backlog {
  readonly waiting: number;
  /** How long the oldest one has waited. */
  readonly oldestMs: number;
}

/** Rows that wait of a webhook; what else it has to deliver stays in the log. */
const MAX_WAITING = 10_000;
/** How long it is seen what became of a delivery. */
export const KEPT_MS = 7 * 24 * 3_600_000;
const DELETED_AT_ONCE = 1000;

const INSERT = `INSERT INTO state.deliveries
  (webhook_id, seq, alarm_id, kind, state, attempts, queued_at, next_at, changed_at)`;
const THIS = `WHERE webhook_id = ? AND seq = ? AND state = 'waiting' AND attempts = ?`;

/** What webhooks have to deliver, and what became of it. */
export class DeliveryQueue {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** The time by the clock of the state, and the newest time in the queue. */
  async times(): Promise<{ readonly now: number; readonly newest: number }> {
    const [row] = await this.#database.query('SELECT state.now_ms(), max(changed_at) FROM state.deliveries');
    return { now: Number(row?.[0]), newest: Number(row?.[1] ?? 0) };
  }

  /** Whether more may be queued for a webhook. */
  async hasRoom(webhookId: string): Promise<boolean> {
    const [row] = await this.#database.query(
      `SELECT count(*) FROM state.deliveries WHERE webhook_id = ? AND state = 'waiting'`,
      [webhookId],
    );
    return Number(row?.[0]) < MAX_WAITING;
  }

  /**
   * Queues a stretch of the log, once, whoever tries it.
   *
   * @param stretch Of the log: the entry before it, and its last one.
   */
  async add(
    webhookId: string,
    events: readonly AlarmEvent[],
    stretch: { readonly after: number; readonly upTo: number },
    now: number,
  ): Promise<void> {
    await this.#database.transaction([
      {
        text: 'UPDATE state.webhooks SET queued_up_to = ? WHERE id = ? AND queued_up_to = ? RETURNING id',
        values: [stretch.upTo, webhookId, stretch.after],
        guards: true,
      },
      ...events.map(
        ({ seq, kind, alarm }): StateStatement => ({
          text: `${INSERT} VALUES (?, ?, ?, ?, 'waiting', 0, ?, 0, ?) ON CONFLICT (webhook_id, seq) DO NOTHING`,
          values: [webhookId, seq, alarm.id, kind, now, now],
        }),
      ),
    ]);
  }

  /** Queues events again, whatever became of them. */
  async addAgain(webhookId: string, events: readonly AlarmEvent[]): Promise<void> {
    await this.#database.transaction([
      ...events.map(
        ({ seq, kind, alarm }): StateStatement => ({
          text: `${INSERT} VALUES (?, ?, ?, ?, 'waiting', 0, state.now_ms(), 0, state.now_ms())
            ON CONFLICT (webhook_id, seq) DO UPDATE SET state = 'waiting', attempts = 0, next_at = 0,
              queued_at = excluded.queued_at, changed_at = excluded.changed_at, status = NULL, error = NULL`,
          values: [webhookId, seq, alarm.id, kind],
        }),
      ),
      { text: 'UPDATE state.webhooks SET version = version + 1 WHERE id = ?', values: [webhookId] },
    ]);
  }

  /**
   * Deliveries of a webhook, those first that are due first; of each alarm only the first one: the others wait for it. Some may not
   * be due yet.
   */
  async next(webhookId: string, limit: number): Promise<WaitingDelivery[]> {
    const rows = await this.#database.query(
      `SELECT d.seq, e.is_snoozed, e.body, d.attempts, d.queued_at, d.next_at
       FROM state.deliveries d LEFT JOIN state.alarm_events e ON e.seq = d.seq
       WHERE d.webhook_id = ? AND d.state = 'waiting' AND NOT EXISTS (
         SELECT 1 FROM state.deliveries f
         WHERE f.webhook_id = d.webhook_id AND f.alarm_id = d.alarm_id AND f.state = 'waiting' AND f.seq < d.seq
       )
       ORDER BY d.next_at, d.seq LIMIT ?`,
      [webhookId, limit],
    );
    return rows.map((row) => waitingOf(webhookId, row));
  }

  async noteDelivered({ webhookId, seq, attempts }: WaitingDelivery, { status }: Outcome, now: number): Promise<void> {
    await this.#database.query(
      `UPDATE state.deliveries SET state = 'delivered', attempts = attempts + 1, changed_at = ?, status = ?,
         error = NULL ${THIS}`,
      [now, status, webhookId, seq, attempts],
    );
  }

  /** @param nextAt When to try again; `undefined` to give up. */
  async noteFailed(
    { webhookId, seq, attempts }: WaitingDelivery,
    { status, error }: Outcome,
    { now, nextAt }: { readonly now: number; readonly nextAt: number | undefined },
  ): Promise<void> {
    await this.#database.query(
      `UPDATE state.deliveries SET state = ?, attempts = attempts + 1, changed_at = ?, next_at = ?, status = ?,
         error = ? ${THIS}`,
      [nextAt === undefined ? 'given_up' : 'waiting', now, nextAt ?? 0, status, error, webhookId, seq, attempts],
    );
  }

  /** Forgets a delivery of which there is nothing left to tell. */
  async drop({ webhookId, seq }: WaitingDelivery): Promise<void> {
    await this.#database.query('DELETE FROM state.deliveries WHERE webhook_id = ? AND seq = ?', [webhookId, seq]);
  }

  /** Makes all that waits for a receiver who was out of reach due at once. */
  async bringForward(webhookId: string): Promise<void> {
    await this.#database.query(
      `UPDATE state.deliveries SET next_at = 0 WHERE webhook_id = ? AND state = 'waiting' AND attempts > 0
         AND (status IS NULL OR status IN (429, 502, 503, 504))`,
      [webhookId],
    );
  }

  /** The log of deliveries of a webhook, the latest events first, from before an entry of the log of alarms. */
  async list(
    webhookId: string,
    { state, before, limit }: { readonly state?: DeliveryState; readonly before: number; readonly limit: number },
  ): Promise<LoggedDelivery[]> {
    const states = state === undefined ? DELIVERY_STATES : [state];
    const rows = await this.#database.query(
      `SELECT seq, alarm_id, kind, state, attempts, queued_at, next_at, changed_at, status, error FROM state.deliveries
       WHERE webhook_id = ? AND seq < ? AND state IN (${states.map((word) => `'${word}'`).join(', ')})
       ORDER BY seq DESC LIMIT ?`,
      [webhookId, before, limit],
    );
    return rows.map(loggedOf);
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.#database.query(
      `SELECT count(*), state.now_ms() - min(d.queued_at)
       FROM state.deliveries d JOIN state.webhooks w ON w.id = d.webhook_id
       WHERE d.state = 'waiting' AND w.off_since IS NULL`,
    );
    return { waiting: Number(row?.[0]), oldestMs: Math.max(0, Number(row?.[1] ?? 0)) };
  }

  /** Forgets some of what was settled long ago. @returns Whether there may be more. */
  async deleteOld(now: number): Promise<boolean> {
    const deleted = await this.#database.query(
      `DELETE FROM state.deliveries WHERE (webhook_id, seq) IN (
         SELECT webhook_id, seq FROM state.deliveries WHERE state <> 'waiting' AND changed_at <= ?
         ORDER BY changed_at LIMIT ${DELETED_AT_ONCE}
       ) RETURNING seq`,
      [now - KEPT_MS],
    );
    return deleted.length >= DELETED_AT_ONCE;
  }
}

function loggedOf(row: StateRow): LoggedDelivery {
  const [seq, alarmId, kind, state, attempts, queuedAt, nextAt, changedAt, status = null, error = null] = row;
  return {
    seq: Number(seq),
    alarmId: String(alarmId),
    kind: kind as AlarmEventKind,
    state: state as DeliveryState,
    attempts: Number(attempts),
    queuedAt: Number(queuedAt),
    // What is due at once has no time.
    nextAt: state === 'waiting' ? Math.max(Number(nextAt), Number(queuedAt)) : null,
    triedAt: Number(attempts) === 0 ? null : Number(changedAt),
    status: status === null ? null : Number(status),
    error: error === null ? null : String(error),
  };
}

function waitingOf(webhookId: string, [seq = null, isSnoozed = null, body = null, ...rest]: StateRow): WaitingDelivery {
  const [attempts, queuedAt, nextAt] = rest.map(Number);
  return {
    webhookId,
    seq: Number(seq),
    event: eventOf([seq, isSnoozed, body]),
    attempts: attempts ?? 0,
    queuedAt: queuedAt ?? 0,
    nextAt: nextAt ?? 0,
  };
}
