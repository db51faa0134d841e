import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openState } from '../../src/state/open-state.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';

/** Which of the two services. */
export type Side = 0 | 1;

interface Seat {
  readonly env: Readonly<Record<string, string>>;
  serving: ServeProcess | undefined;
  /** Whether a proxy would send it requests. */
  isOpen: boolean;
  /** Requests that wait for its answer. */
  waiting: number;
  /** How often it has stood still. */
  freezes: number;
  /** Aborted when callers give up what waits there. */
  patience: AbortController;
}

/** Two services over one store with one state, as processes that are killed, frozen and started again. */
export class ServicePair {
  readonly key: string;
  /** Requests that were given up where they were, and are not answered elsewhere yet. */
  readonly orphans = new Set<object>();
  readonly #state: StateDatabase;
  readonly #seats: readonly [Seat, Seat];
  #next = 0;

  private constructor(state: StateDatabase, key: string, seats: readonly [Seat, Seat]) {
    this.#state = state;
    this.key = key;
    this.#seats = seats;
  }

  /** @param directory Where each keeps what is its own. */
  static async start(databaseUrl: string, stateUrl: string, directory: string): Promise<ServicePair> {
    const state = await openState({ stateUrl, stateDirectory: directory }, { durable: true });
    const { key } = await new KeyStore(state).create('torture', SCOPES);
    const seatOf = (name: string): Seat => {
      const stateDirectory = join(directory, name);
      mkdirSync(stateDirectory, { recursive: true });
      const env = {
        DATABASE_URL: databaseUrl,
        STATE_URL: stateUrl,
        STATE_DIRECTORY: stateDirectory,
        RATE_LIMIT: '0',
        WEBHOOK_PRIVATE_NETWORKS: 'true',
        LOG_LEVEL: 'info',
      };
      return { env, serving: undefined, isOpen: false, waiting: 0, freezes: 0, patience: new AbortController() };
    };
    const pair = new ServicePair(state, key, [seatOf('one'), seatOf('other')]);
    for (const side of [0, 1] as const) await pair.open(side);
    return pair;
  }

  /** Where the next request goes: each in turn, unless one is down. */
  next(): Side | undefined {
    this.#next += 1;
    const side = (this.#next % 2) as Side;
    if (this.#seats[side].isOpen) return side;
    const other = (1 - side) as Side;
    return this.#seats[other].isOpen ? other : undefined;
  }

  url(side: Side): string {
    return this.#seats[side].serving!.url;
  }

  waitingAt(side: Side): number {
    return this.#seats[side].waiting;
  }

  /** How often one has stood still until now. */
  freezesOf(side: Side): number {
    return this.#seats[side].freezes;
  }

  /** Asks one of them. A caller with patience waits however long it takes. */
  async ask(side: Side, path: string, init: RequestInit, isPatient: boolean): Promise<Response> {
    const seat = this.#seats[side];
    seat.waiting += 1;
    try {
      const response = await fetch(`${seat.serving!.url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${this.key}`, ...(init.headers as Record<string, string>) },
        ...(isPatient ? {} : { signal: seat.patience.signal }),
      });
      // An answer that is cut off is none.
      return new Response(await response.text(), response);
    } finally {
      seat.waiting -= 1;
    }
  }

  /** Starts one that is down. */
  async open(side: Side): Promise<void> {
    const seat = this.#seats[side];
    seat.serving = await serveProcess(seat.env);
    seat.isOpen = true;
  }

  /** Ends one. As with a proxy that knows nothing of it, requests go on reaching it until it has ended. */
  async end(side: Side, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const seat = this.#seats[side];
    const code = await seat.serving!.end(signal);
    seat.isOpen = false;
    return code;
  }

  /** Has one stand still. */
  freeze(side: Side): void {
    const seat = this.#seats[side];
    seat.freezes += 1;
    seat.serving!.child.kill('SIGSTOP');
  }

  /** Callers who can ask again elsewhere do not wait for it any longer, and no new ones come. */
  giveUp(side: Side): void {
    const seat = this.#seats[side];
    seat.isOpen = false;
    seat.patience.abort();
    seat.patience = new AbortController();
  }

  /** Has it go on. */
  thaw(side: Side): void {
    const seat = this.#seats[side];
    seat.serving!.child.kill('SIGCONT');
    seat.isOpen = true;
  }

  /** Whether a request with this key has begun, and is not over. */
  async isClaimed(idempotencyKey: string): Promise<boolean> {
    const rows = await this.#state.query('SELECT 1 FROM state.claims WHERE idempotency_key = ?', [idempotencyKey]);
    return rows.length > 0;
  }

  /** Which of them leads, as the one that said so last. */
  leader(): Side | undefined {
    const since = this.#seats.map(({ serving }) => {
      const isAlive = serving?.child.exitCode === null && serving.child.signalCode === null;
      const line = isAlive
        ? serving.logged.findLast((each) => /"this service (no longer )?leads"/.test(each))
        : undefined;
      const { time = 0, msg } = JSON.parse(line ?? '{}') as { time?: string | number; msg?: string };
      return msg === 'this service leads' ? new Date(time).getTime() : 0;
    });
    if (since[0] === since[1]) return undefined;
    return since[0]! > since[1]! ? 0 : 1;
  }

  /** Whether something waits for a lock for long: one that stands still in the midst of a COPY keeps its locks until it goes on. */
  async isHeldUp(): Promise<boolean> {
    const rows = await this.#state.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND now() - query_start > interval '2 seconds' LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** Whether a write waits to be evaluated, or an alarm to be told. */
  async isTelling(): Promise<boolean> {
    const rows = await this.#state.query(
      `SELECT 1 FROM state.changes WHERE is_over = 1 UNION ALL SELECT 1 FROM state.deliveries WHERE state = 'waiting' LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** Whether all writes are evaluated by all rules, and everything is told. */
  async isTold(): Promise<boolean> {
    const rows = await this.#state.query(
      `SELECT 1 FROM state.changes UNION ALL SELECT 1 FROM state.deliveries WHERE state = 'waiting'
       UNION ALL SELECT 1 FROM state.rules WHERE done_up_to IS NOT NULL
       UNION ALL SELECT 1 FROM state.webhooks WHERE queued_up_to < (SELECT max(seq) FROM state.alarm_events) LIMIT 1`,
    );
    return rows.length === 0;
  }

  /** Whether neither of them writes anything, for callers who have gone either. */
  async isAtRest(): Promise<boolean> {
    for (const side of [0, 1] as const) {
      const metrics = await (await this.ask(side, '/metrics', {}, true)).text();
      const writes = /^pulsebase_work_in_progress\{kind="writes"\} (\d+)$/m.exec(metrics)?.[1];
      if (writes === undefined) throw new Error(metrics);
      if (writes !== '0') return false;
    }
    return true;
  }

  async close(): Promise<void> {
    for (const { serving } of this.#seats) {
      const child = serving?.child;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await this.#state.close();
  }
}
