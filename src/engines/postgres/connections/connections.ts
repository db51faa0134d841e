import pg from 'pg';
import { commitCheck } from '../../../async/commit-check.ts';
import type { EngineOptions } from '../../../engine/engine-options.ts';
import type { PoolUse } from '../../../engine/pool-use.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { type CancellableClient, cancelRequest } from './cancel-request.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { PLANNER_SETTINGS } from './planner-settings.ts';
import { isConnectionFailure, isTransient, postgresError } from './postgres-error.ts';

/** Idle connections beyond `poolSize` are closed after this. */
const OVERFLOW_IDLE_MS = 1000;
/** How often a transaction that the server rolled back because of others is tried. */
const MAX_TRIES = 8;
/** Statements that a connection keeps prepared: all that the engine has, in their usual forms. */
const MAX_PREPARED = 200;
/** A program that vanished silently, or stands still, keeps its locks no longer than this. */
const IDLE_IN_TRANSACTION_MS = 60_000;
const INT8_OID = 20;
/** Longest wait for a new connection, unless the URL says otherwise. */
const CONNECT_TIMEOUT_MS = 10_000;
/** How long a server may take to respond, beyond the limits of the work itself. */
const ANSWER_MS = 5000;

export type Row = readonly unknown[];

export interface TransactionOptions {
  /** Whether the commit waits for the disk. */
  readonly durable?: boolean;
  /** Whether it is idempotent, so that it may be sent again when its outcome is unknown. */
  readonly idempotent?: boolean;
  /** Longest wait for a lock. */
  readonly lockTimeoutMs?: number;
  /** Whether rows are looked up by their keys: few rows are written, into tables of any size. */
  readonly byKey?: boolean;
  /** Whether each statement, and the time until the next one, may take as long as a query, and no longer. */
  readonly withinTimeout?: boolean;
}

/** A connection as the statements use it. */
export interface Session {
  /** Runs one statement whose text does not change with its values. */
  query(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** For everything else. */
  readonly client: pg.PoolClient;
}

/**
 * The pool: `poolSize` connections kept, `maxOverflow` more under load. Nothing here depends on session state, so that a pooler
 * in transaction mode may be in between: a query is one statement, settings are local to a transaction. On a direct connection
 * the settings of queries are made once, and statements are prepared.
 */
export class Connections {
  readonly location: string;
  /** The most connections. */
  readonly limit: number;
  readonly #pool: pg.Pool;
  readonly #options: EngineOptions;
  readonly #settings: ConnectionSettings;
  readonly #direct = new WeakSet<pg.ClientBase>();
  /** Names of prepared statements by their text, the same on all connections. */
  readonly #names = new Map<string, string>();
  #closing: Promise<void> | undefined;

  constructor(settings: ConnectionSettings, options: EngineOptions) {
    const { client, location } = settings;
    this.#settings = settings;
    this.location = location;
    this.limit = options.poolSize + options.maxOverflow;
    this.#options = options;
    this.#pool = new pg.Pool({
      ...client,
      connectionTimeoutMillis: options.poolTimeout * 1000,
      Client: withConnectTimeout(client.connectionTimeoutMillis ?? CONNECT_TIMEOUT_MS),
      types: {
        getTypeParser: ((oid: number, format?: 'text') => parserOf(oid, format)) as typeof pg.types.getTypeParser,
      },
      min: options.poolSize,
      max: this.limit,
      idleTimeoutMillis: OVERFLOW_IDLE_MS,
      maxLifetimeSeconds: options.poolRecycle,
      allowExitOnIdle: true,
      onConnect: (connected) => this.#prepare(connected),
    });
    // A connection that breaks while idle is replaced when one is next needed.
    this.#pool.on('error', () => {});
  }

  /** Runs one statement; once more when the connection broke under it. */
  async query(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const run = () => this.#lend((session) => this.#withinTimeout(session, () => session.query(text, values)));
    try {
      return await run();
    } catch (error) {
      if (!isConnectionFailure(error) && !isTransient(causeOf(error))) throw error;
      return run();
    }
  }

  /**
   * Runs `work` in one transaction; retries when the server rolled it back because of others, or the connection broke before the
   * commit was sent. A commit with an unknown outcome is retried only when `idempotent`.
   */
  async transaction<T>(work: (session: Session) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      let committing = false;
      try {
        return await this.#lend(async (session) => {
          const timed = <A>(run: () => Promise<A>) =>
            options.withinTimeout ? this.#withinTimeout(session, run) : run();
          await timed(() => session.client.query(this.#begin(options)));
          try {
            const result = await work({ ...session, query: (...args) => timed(() => session.query(...args)) });
            commitCheck.require();
            committing = true;
            await timed(() => session.client.query('COMMIT'));
            return result;
          } catch (error) {
            if (!isConnectionFailure(error)) await session.client.query('ROLLBACK').catch(() => {});
            throw error;
          }
        });
      } catch (error) {
        const cause = causeOf(error);
        const again = isConnectionFailure(cause)
          ? tries < 2 && (!committing || options.idempotent === true)
          : isTransient(cause) && tries < MAX_TRIES;
        if (!again) {
          if (!committing || !isConnectionFailure(cause)) throw error;
          const message = `the connection to PostgreSQL at ${this.location} broke during a commit: it may have been done or not`;
          throw new PulsebaseError('CONNECTION_FAILED', `${message}; look, or do it again`, { cause });
        }
      }
    }
  }

  /** Lends a connection for work that manages its own transactions. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#lend(work);
  }

  /** Runs long statements outside of transactions, such as VACUUM, on a connection that is closed afterwards. */
  async maintenance(statements: readonly string[]): Promise<void> {
    await this.#lend(async ({ client }) => {
      if (this.#direct.has(client)) await client.query('SET statement_timeout = 0');
      for (const statement of statements) await client.query(statement);
      await (client as CancellableClient).end();
    });
  }

  poolUse(): PoolUse {
    const { totalCount, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { inUse: totalCount - idle, idle, waiting };
  }

  /** Another pool for the same database, which connects when it is first used. */
  another(options: EngineOptions): Connections {
    return new Connections(this.#settings, options);
  }

  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #lend<T>(work: (session: Session) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('timeout exceeded')) {
        const { poolSize, maxOverflow, poolTimeout } = this.#options;
        throw new PulsebaseError(
          'POOL_TIMEOUT',
          `no connection became free within ${poolTimeout} s; raise POOL_SIZE (${poolSize}), MAX_OVERFLOW (${maxOverflow}) or POOL_TIMEOUT`,
          { cause: error },
        );
      }
      throw postgresError(error, this.location);
    }
    // A connection that breaks while lent reports it twice: to the query, and as an event, which needs a listener.
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    const isDirect = this.#direct.has(client);
    const session: Session = {
      client,
      query: async (text, values = []) => {
        const name = isDirect ? this.#nameOf(text) : undefined;
        const query = { text, values: values as unknown[], rowMode: 'array' as const };
        const { rows } = await client.query<unknown[]>(name === undefined ? query : { ...query, name });
        return rows;
      },
    };
    let failed = true;
    try {
      const result = await work(session);
      failed = false;
      return result;
    } catch (error) {
      failed = isConnectionFailure(error);
      throw postgresError(error, this.location);
    } finally {
      client.off('error', onError);
      client.release(failed || broken !== undefined);
    }
  }

  /** Returns a name for a frequent statement. Each costs every connection some memory, so their number is limited. */
  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MAX_PREPARED) return known;
    const name = `pulsebase_${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }

  async #prepare(client: pg.ClientBase): Promise<void> {
    // A pooler gives clients process ids of its own, so that only a direct connection shows the server's.
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const { processID } = client as CancellableClient;
    if (rows[0]?.pid !== processID) return;
    this.#direct.add(client);
    const timeout = `statement_timeout = ${Math.round(this.#options.queryTimeout * 1000)}`;
    await client.query([timeout, ...PLANNER_SETTINGS.usual].map((setting) => `SET ${setting}`).join('; '));
  }

  /**
   * Stops a query that takes too long. A direct connection has the timeout in its session; behind a pooler a cancel request is
   * sent. If that has no effect, the query and its connection are abandoned.
   */
  async #withinTimeout<T>({ client }: Session, run: () => Promise<T>): Promise<T> {
    const ms = this.#options.queryTimeout * 1000 + (this.#direct.has(client) ? ANSWER_MS : 0);
    let isGivenUp = false;
    let givingUp: NodeJS.Timeout | undefined;
    const cancelling = setTimeout(() => {
      cancelRequest(client);
      givingUp = setTimeout(() => {
        isGivenUp = true;
        void (client as CancellableClient).end();
      }, ANSWER_MS);
    }, ms);
    try {
      return await run();
    } catch (error) {
      if (!isGivenUp) throw error;
      throw new PulsebaseError(
        'TIMEOUT',
        `PostgreSQL at ${this.location} did not answer within QUERY_TIMEOUT; try again`,
      );
    } finally {
      clearTimeout(cancelling);
      clearTimeout(givingUp);
    }
  }

  #begin({ durable = true, lockTimeoutMs = 60_000, byKey = false, withinTimeout = false }: TransactionOptions): string {
    const timeoutMs = Math.round(this.#options.queryTimeout * 1000);
    const settings = [
      `statement_timeout = ${withinTimeout ? timeoutMs : 0}`,
      `idle_in_transaction_session_timeout = ${withinTimeout ? timeoutMs : IDLE_IN_TRANSACTION_MS}`,
      `lock_timeout = ${lockTimeoutMs}`,
      ...PLANNER_SETTINGS.usual,
      ...(byKey ? PLANNER_SETTINGS.byKey : []),
      ...(durable && this.#options.durable ? [] : ['synchronous_commit = off']),
    ];
    return `BEGIN ISOLATION LEVEL READ COMMITTED; ${settings.map((setting) => `SET LOCAL ${setting}`).join('; ')}`;
  }
}

/** Counts and sums are exact below 2^53, so they may be numbers; decimals stay text. */
function parserOf(oid: number, format: 'text' | undefined): unknown {
  return oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format ?? 'text');
}

/** The pool has one timeout for waiting in its queue and for connecting; here they are two. */
function withConnectTimeout(connectionTimeoutMillis: number): new () => pg.ClientBase {
  return class extends pg.Client {
    constructor(config: pg.ClientConfig = {}) {
      // The pool makes the password non-enumerable, so a spread does not copy it.
      super({ ...config, password: config.password, connectionTimeoutMillis });
    }
  };
}

function causeOf(error: unknown): unknown {
  return error instanceof PulsebaseError ? error.cause : error;
}
