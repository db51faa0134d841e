import { randomUUID } from 'node:crypto';
import type { StateDatabase } from '../../state/state-database.ts';
import { surelyWithin } from './surely-within.ts';

/** How long a service leads after it last said that it lives. With {@link TRY_MS} less than the ten seconds of a failover. */
const LIFE_MS = 7000;
/** How long it is certain of that: clocks may go unequally fast. */
const SURE_MS = 0.9 * LIFE_MS;
/** How often a leader says that it lives, and others try to take the lease over. */
const TRY_MS = 1000;
/** Name of its lease. */
export const LEADER = 'leader';

/** That this service leads, and no other one. */
export interface Lease {
  /** Higher than that of every leader before. */
  readonly term: number;
  /** Aborts when it no longer leads. */
  readonly signal: AbortSignal;
}

/** Who of the services that share a state does what only one may do. */
export interface Leadership {
  /** The lease, while it is certain that no other service leads. */
  readonly lease: Lease | undefined;
  /** Lets it go at once. */
  stop(): Promise<void>;
}

/**
 * A condition of a statement: that the service of a term leads still. Its values are those of {@link leadsValues}. While the
 * statement runs no other service can become the leader.
 */
export const LEADS = `EXISTS (
  SELECT 1 FROM state.leases WHERE name = ? AND term = ? AND expires_at > state.now_ms() FOR SHARE
)`;

export function leadsValues({ term }: Lease): [name: string, term: number] {
  return [LEADER, term];
}

/**
 * The one service that does what only one may do, by a row of the state that it renews. Its time is that of the database; the service
 * itself counts from before it asked, and so believes for a shorter time that it leads. A process that stood still knows from its
 * clocks that it no longer leads before it does anything else; what it may have sent already must depend on {@link LEADS}.
 */
export class Leader implements Leadership {
  readonly #database: Pick<StateDatabase, 'query'>;
  readonly #onChange: (isLeader: boolean) => void;
  readonly #service = randomUUID();
  #held: { readonly term: number; isSure: () => boolean; readonly ended: AbortController } | undefined;
  #trying: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ending: NodeJS.Timeout | undefined;

  /** @param onChange Told when it becomes the leader, and when it no longer is. */
  constructor(state: Pick<StateDatabase, 'apart'>, onChange: (isLeader: boolean) => void = () => {}) {
    this.#database = state.apart;
    this.#onChange = onChange;
  }

  /** Begins to try, now and every second. */
  start(): void {
    const again = () => {
      this.#check();
      this.#trying ??= this.#try().finally(() => {
        this.#trying = undefined;
      });
    };
    this.#timer = setInterval(again, TRY_MS);
    this.#timer.unref();
    again();
  }

  get lease(): Lease | undefined {
    this.#check();
    return this.#held === undefined ? undefined : { term: this.#held.term, signal: this.#held.ended.signal };
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#ending);
    await this.#trying;
    this.#end();
    await this.#database
      .query('UPDATE state.leases SET expires_at = 0 WHERE name = ? AND service = ?', [LEADER, this.#service])
      // It expires.
      .catch(() => {});
  }

  async #try(): Promise<void> {
    const isSure = surelyWithin(SURE_MS);
    try {
      const [row] = await this.#database.query(
        // While another one leads it is only looked at: who stands still within a transaction holds a lock on it, for which the
        // renewals of claims and batches would have to wait, too. Who lost it and has it again has another term: somebody else may
        // have led in between.
        `INSERT INTO state.leases (name, term, service, expires_at)
         SELECT ?, 1, ?, state.now_ms() + ${LIFE_MS} WHERE NOT EXISTS (
           SELECT 1 FROM state.leases WHERE name = ? AND service <> ? AND expires_at > state.now_ms()
         )
         ON CONFLICT (name) DO UPDATE SET
           term = leases.term + CASE
             WHEN leases.service = excluded.service AND leases.expires_at > state.now_ms() THEN 0 ELSE 1
           END,
           service = excluded.service, expires_at = excluded.expires_at
         WHERE leases.service = excluded.service OR leases.expires_at <= state.now_ms()
         RETURNING term`,
        [LEADER, this.#service, LEADER, this.#service],
      );
      this.#take(row === undefined ? undefined : Number(row[0]), isSure);
      if (row !== undefined) return;
      // Where the clock of the database was set back, the lease of a killed service would outlive it by as much.
      await this.#database.query(
        `UPDATE state.leases SET expires_at = state.now_ms() + ${LIFE_MS}
         WHERE name = ? AND expires_at > state.now_ms() + ${LIFE_MS}`,
        [LEADER],
      );
    } catch {
      // Without the state it leads until its lease has run out.
      this.#check();
    }
  }

  #take(term: number | undefined, isSure: () => boolean): void {
    if (this.#held?.term !== term) this.#end();
    if (term === undefined) return;
    if (this.#held === undefined) {
      this.#held = { term, isSure, ended: new AbortController() };
      this.#onChange(true);
    } else {
      this.#held.isSure = isSure;
    }
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.#check(), SURE_MS + 1).unref();
    // The answer may have taken longer than the lease.
    this.#check();
  }

  #check(): void {
    if (this.#held?.isSure() === false) this.#end();
  }

  #end(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    held.ended.abort(new Error('another service leads'));
    this.#onChange(false);
  }
}

/** Leads alone, where services share no state. */
export async function soleLeader(state: StateDatabase): Promise<Leadership> {
  const [row] = await state.query(
    `INSERT INTO state.leases (name, term, service, expires_at) VALUES (?, 1, '', ${Number.MAX_SAFE_INTEGER})
     ON CONFLICT (name) DO UPDATE SET
       term = leases.term + 1, service = excluded.service, expires_at = excluded.expires_at
     RETURNING term`,
    [LEADER],
  );
  return { lease: { term: Number(row?.[0]), signal: new AbortController().signal }, stop: async () => {} };
}
