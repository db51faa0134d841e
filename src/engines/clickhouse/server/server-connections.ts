import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { engineError, errorNumber } from '../engine-error.ts';
import { jittered } from './jittered.ts';
import { serverAgent } from './server-agent.ts';
import type { ServerUrl } from './server-url.ts';

/** Settings of one statement; they are sent with it, so nothing depends on the state of a connection. */
export type Settings = Readonly<Record<string, string | number>>;

export interface Request {
  readonly settings: Settings;
  /** Seconds after which the caller stops waiting. */
  readonly timeout: number;
  /** What follows the statement, as in `INSERT … FORMAT Native`. */
  readonly body?: Uint8Array;
}

/** Seconds during which transient failures are retried: another insert, a ZooKeeper session that is renewed. */
const PATIENCE = 15;

/**
 * Error numbers after which the same statement may succeed: the replica or its session with ZooKeeper is not ready, or
 * another insert waits for its quorum.
 */
const PASSING: ReadonlySet<number> = new Set([225, 242, 244, 265, 285, 286, 289, 319, 999]);
/** Error numbers of a node that could not reach other nodes, which another host may reach. */
const ELSEWHERE: ReadonlySet<number> = new Set([32, 101, 102, 209, 210, 279, 289]);

/** A query waits only for a replica that lags: it will catch up. */
const LAGGING: ReadonlySet<number> = new Set([289]);
const NONE: ReadonlySet<number> = new Set();

/** Connections to the hosts of a URL: the one that answered last is tried first, the others when it cannot be reached. */
export class ServerConnections {
  readonly #clients: readonly ClickHouseClient[];
  readonly #instance: () => string;
  #preferred = 0;
  #statements = 0;
  #isClosed = false;

  /** @param instance Prefix of the ids of all statements. */
  constructor(url: ServerUrl, instance: () => string, connections: number) {
    this.#instance = instance;
    this.#clients = url.hosts.map((host) =>
      createClient({
        url: host,
        username: url.username,
        password: url.password,
        http_agent: serverAgent(host, connections),
        max_open_connections: connections,
        request_timeout: 24 * 3600 * 1000,
        compression: { request: false, response: false },
        log: { level: ClickHouseLogLevel.OFF },
      }),
    );
  }

  /** How many hosts the URL names. */
  get hostCount(): number {
    return this.#clients.length;
  }

  /**
   * Runs a read-only statement.
   *
   * @param among The hosts that may run it, by their places in the URL; any of them when left out.
   */
  read(sql: string, request: Request, among?: readonly number[]): Promise<Uint8Array> {
    return this.#insist(sql, request, (error) => isUnreachable(error) || isOneOf(ELSEWHERE, error), LAGGING, among);
  }

  /**
   * Runs an idempotent statement; retries it after transient failures.
   *
   * @param among As for `read`.
   */
  write(sql: string, request: Request, among?: readonly number[]): Promise<Uint8Array> {
    return this.#insist(sql, request, isUnreachable, PASSING, among);
  }

  /** Runs a statement that must not be repeated once it may have begun. */
  writeOnce(sql: string, request: Request): Promise<Uint8Array> {
    return this.#insist(sql, request, isUnsent, NONE);
  }

  async #insist(
    sql: string,
    request: Request,
    isForOthers: (error: unknown) => boolean,
    passing: ReadonlySet<number>,
    among?: readonly number[],
  ): Promise<Uint8Array> {
    const end = performance.now() + PATIENCE * 1000;
    // A host may just have closed a kept-alive connection: each gets a second try.
    let hostsLeft = 2 * (among ?? this.#clients).length - 1;
    let turn = 0;
    let answer: unknown;
    for (let attempt = 0; ; attempt += 1) {
      const host = among === undefined ? this.#preferred : among[turn % among.length]!;
      try {
        return await this.#send(this.#clients[host]!, sql, request);
      } catch (error) {
        // An error from a host explains more than that a later one could not be reached.
        if (errorNumber(error) !== undefined) answer = error;
        if (isForOthers(error) && hostsLeft > 0 && !this.#isClosed) {
          hostsLeft -= 1;
          turn += 1;
          // Unless another statement has moved on meanwhile.
          if (among === undefined && this.#preferred === host) this.#preferred = (host + 1) % this.#clients.length;
        } else if (isOneOf(passing, error) && performance.now() < end)
          await pause(jittered(Math.min(1000, 10 * 2 ** attempt)));
        else throw this.#explained(answer ?? error, among?.length);
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async #send(client: ClickHouseClient, sql: string, { settings, timeout, body }: Request): Promise<Uint8Array> {
    this.#statements += 1;
    const { stream } = await client.exec({
      query: sql,
      query_id: `${this.#instance()}-${this.#statements}`,
      clickhouse_settings: settings,
      abort_signal: AbortSignal.timeout(timeout * 1000),
      ...(body === undefined ? {} : { values: Readable.from([body]) }),
    });
    return buffer(stream);
  }

  #explained(error: unknown, tried = this.#clients.length): PulsebaseError {
    if (isTimeout(error)) {
      return new PulsebaseError('TIMEOUT', 'ClickHouse did not answer in time; ask for less or raise QUERY_TIMEOUT', {
        cause: error,
      });
    }
    if (!isUnreachable(error)) return engineError(error);
    const hosts = tried === 1 ? 'the host' : `any of the ${tried} hosts`;
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    return new PulsebaseError(
      'CONNECTION_FAILED',
      `ClickHouse cannot be reached on ${hosts} of the store's URL: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

const UNSENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  // The certificate was refused.
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether there was no connection, so that nothing was begun. */
function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Several addresses of one name fail together.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isUnsent);
  return 'code' in error && UNSENT.has(error.code);
}

const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'EPROTO']);

/** Whether there was no connection, or it broke. */
function isUnreachable(error: unknown): boolean {
  if (isUnsent(error)) return true;
  if (!(error instanceof Error)) return false;
  if ('code' in error && BROKEN.has(error.code)) return true;
  return /socket hang up|premature close|^aborted$/i.test(error.message);
}

function isOneOf(numbers: ReadonlySet<number>, error: unknown): boolean {
  return numbers.has(errorNumber(error) ?? -1);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || /abort/i.test(error.message));
}
