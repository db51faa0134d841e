import { hostname } from 'node:os';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { parseObjects } from '../statements/query-objects.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { InstanceNames } from './instance-names.ts';
import type { ServerExecutor } from './server-executor.ts';
import type { ServerNodes } from './server-nodes.ts';

/** Processes at once: the low digits of a version are the number of the process that took it. */
export const PROCESSES = 4096;
/** Share of the lease after which a process that has sent no heartbeat does not go on. */
const SAFE_SHARE = 0.75;

/**
 * The processes that write to the store, and which of them have died. A heartbeat increments a number of the process. When that
 * number has not changed for a lease, by the observer's monotonic clock, and none of the process's statements are running, it is
 * dead. Clocks are never compared.
 */
export class ProcessTable {
  readonly #executor: ServerExecutor;
  readonly #nodes: ServerNodes;
  readonly #leaseMs: number;
  readonly #names: InstanceNames;
  /** The last heartbeat seen of each process, and when it was first seen here. */
  readonly #seen = new Map<string, { beat: number; since: number }>();
  #number: number | undefined;
  #beat = 0;
  /** When the last heartbeat was sent. */
  #beatAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #watching: Promise<void> = Promise.resolve();

  constructor(executor: ServerExecutor, nodes: ServerNodes, names: InstanceNames, leaseSeconds: number) {
    this.#executor = executor;
    this.#nodes = nodes;
    this.#names = names;
    this.#leaseMs = leaseSeconds * 1000;
  }

  /** Prefix of the ids of this process's statements. */
  get instance(): string {
    return this.#names.current;
  }

  /** A number that no other living process has. */
  get number(): number {
    if (this.#number === undefined) throw new TypeError('the process is not registered');
    return this.#number;
  }

  /** Sends a heartbeat and calls `look`, a few times per lease. */
  startHeartbeat(look: () => Promise<void>): void {
    this.#timer = setInterval(() => {
      this.#watching = this.#watching
        .then(async () => {
          // Read first: that fails at once if no host answers, while a write would be retried.
          const rows = await this.#rows();
          if (this.#number !== undefined && this.#sinceHeartbeat() < SAFE_SHARE * this.#leaseMs)
            await this.#sendHeartbeat(this.#number);
          await this.#closeDead(rows);
          await look();
        })
        // The next attempt may succeed; writers find out through `ensureLease`.
        .catch(() => {});
    }, this.#leaseMs / 4);
    this.#timer.unref();
  }

  /** Takes a number for this process. */
  async register(): Promise<void> {
    while (this.#number === undefined) {
      const taken = new Set((await this.#rows()).filter(({ open }) => open).map(({ number }) => number));
      const number = Math.floor(Math.random() * PROCESSES);
      if (taken.has(number)) continue;
      await this.#sendHeartbeat(number);
      const rivals = (await this.#rows()).filter((row) => row.open && row.number === number);
      // Of two processes that take the same number at once, at least one sees the other's row.
      if (rivals.length === 1) this.#number = number;
      else await this.#sendHeartbeat(number, false);
    }
  }

  /**
   * Ensures that nobody declares this process dead in the next moments.
   *
   * @throws PulsebaseError `TIMEOUT` when it sent no heartbeat for so long that somebody may have.
   */
  async ensureLease(): Promise<void> {
    if (this.#sinceHeartbeat() < this.#leaseMs / 2) return;
    const last = this.#number;
    if (last !== undefined && this.#sinceHeartbeat() < SAFE_SHARE * this.#leaseMs) {
      await this.#sendHeartbeat(last);
      if (this.#sinceHeartbeat() < SAFE_SHARE * this.#leaseMs) return;
    }
    // It continues under a new name, and counts as dead under the old one.
    if (last !== undefined) await this.#sendHeartbeat(last, false).catch(() => {});
    this.#number = undefined;
    this.#names.renew();
    throw new PulsebaseError(
      'TIMEOUT',
      'this process stood still, or was cut off from the store, for longer than its lease; do the last step again',
    );
  }

  /** Returns the intents whose process is dead. */
  async dead<T extends { readonly instance: string }>(intents: readonly T[]): Promise<T[]> {
    if (intents.length === 0) return [];
    const rows = new Map((await this.#rows()).map((row) => [row.instance, row]));
    const instances = new Set(intents.map(({ instance }) => instance));
    const dead = new Set<string>();
    for (const instance of instances) {
      if (await this.#isDead(instance, rows.get(instance))) dead.add(instance);
    }
    return intents.filter(({ instance }) => dead.has(instance));
  }

  /** Settles when a running `look` has ended. */
  async stopHeartbeat(): Promise<void> {
    clearInterval(this.#timer);
    await this.#watching;
  }

  async close(): Promise<void> {
    await this.stopHeartbeat();
    if (this.#number !== undefined) await this.#sendHeartbeat(this.#number, false).catch(() => {});
  }

  /** Frees the numbers of processes that died without closing. */
  async #closeDead(rows: readonly ProcessRow[]): Promise<void> {
    for (const row of rows) {
      if (row.open && row.instance !== this.instance && (await this.#isDead(row.instance, row))) {
        await this.#write({ ...row, beat: row.beat + 1, open: false });
      }
    }
  }

  #sinceHeartbeat(): number {
    return performance.now() - this.#beatAt;
  }

  async #isDead(instance: string, row: ProcessRow | undefined): Promise<boolean> {
    let isExpired = row === undefined || !row.open;
    if (row?.open === true) {
      const seen = this.#seen.get(instance);
      if (seen === undefined || seen.beat !== row.beat) {
        this.#seen.set(instance, { beat: row.beat, since: performance.now() });
      } else isExpired = performance.now() - seen.since > this.#leaseMs;
    }
    return isExpired && !(await this.#hasStatements(instance));
  }

  /** Whether a node is still running a statement of a process. */
  async #hasStatements(instance: string): Promise<boolean> {
    const nodes = this.#nodes.all.length === 0 ? [undefined] : this.#nodes.all;
    const running = await Promise.allSettled(
      nodes.map((node) =>
        this.#nodes.ask(
          node,
          'SELECT count()',
          ['system', 'processes'],
          `WHERE initial_query_id LIKE ${sqlText(`${instance}-%`)}`,
        ),
      ),
    );
    // A node that is down runs nothing.
    return running.some((answer) => answer.status === 'fulfilled' && Number(answer.value[0]?.[0]) > 0);
  }

  async #sendHeartbeat(number: number, open = true): Promise<void> {
    const at = performance.now();
    this.#beat += 1;
    await this.#write({ number, instance: this.instance, beat: this.#beat, open });
    // Nobody can have seen the heartbeat before it was sent.
    this.#beatAt = at;
  }

  #write({ number, instance, beat, open }: ProcessRow): Promise<void> {
    return this.#executor.commandEverywhere(
      `INSERT INTO pulsebase.processes (number, instance, beat, host, open)
      SELECT ${number}, ${sqlText(instance)}, ${beat}, ${sqlText(`${hostname()}:${process.pid}`)}, ${open ? 1 : 0}`,
    );
  }

  async #rows(): Promise<ProcessRow[]> {
    const rows = parseObjects(
      await this.#executor.queryJournal(
        'SELECT number, instance, max(beat) AS last, argMax(open, beat) AS opened FROM pulsebase.processes GROUP BY number, instance',
        'JSONEachRow',
      ),
    );
    return rows.map(({ number, instance, last, opened }) => ({
      number: Number(number),
      instance: String(instance),
      beat: Number(last),
      open: Number(opened) === 1,
    }));
  }
}

interface ProcessRow {
  readonly number: number;
  readonly instance: string;
  readonly beat: number;
  readonly open: boolean;
}
