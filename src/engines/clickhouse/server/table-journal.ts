import { setTimeout as pause } from 'node:timers/promises';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { type Intent, isExclusive } from '../journal/intent.ts';
import { decodeIntent, encodeIntent } from '../journal/stored-intent.ts';
import type { WriteJournal } from '../journal/write-journal.ts';
import { parseNativeIntegers } from '../statements/parse-native-integers.ts';
import { parseObjects } from '../statements/query-objects.ts';
import { sqlInteger, sqlIntegers } from '../statements/sql-integers.ts';
import { sqlText } from '../statements/sql-text.ts';
import { jittered } from './jittered.ts';
import type { ProcessTable } from './process-table.ts';
import type { ServerExecutor } from './server-executor.ts';

/** The most concurrent processes: the low digits of a version are the number of the process that took it. */
const PROCESSES = 4096;
/** Milliseconds after which a write that waits for others gives up. */
const MAX_WAIT = 600_000;
/** Milliseconds during which roll-ups are retried after a transient failure. */
const PATIENCE = 20_000;
/** Intents of this process after which completed ones are removed from the table. */
const CLEAN_AFTER = 500;

/** A pending intent of another process. */
interface PendingIntent {
  readonly id: number;
  readonly instance: string;
  readonly isExclusive: boolean;
}

/**
 * The journal of a store with several writing processes: three tables. Every process may read and write at any time; a deletion
 * excludes other writers. docs/clickhouse.md explains why this is enough.
 */
export class TableJournal implements WriteJournal {
  readonly #executor: ServerExecutor;
  readonly #processes: ProcessTable;
  readonly #pending = new Map<number, Intent>();
  /** Done or withdrawn, but not yet marked so in the table. */
  readonly #toClear = new Set<number>();
  #clearing: Promise<void> = Promise.resolve();
  #cleared = 0;
  #last = 0;
  /** The store is being closed: others finish what is pending. */
  #isLeaving = false;

  constructor(executor: ServerExecutor, processes: ProcessTable) {
    this.#executor = executor;
    this.#processes = processes;
  }

  get pending(): ReadonlyMap<number, Intent> {
    return this.#pending;
  }

  async nextVersion(): Promise<number> {
    await this.#processes.register(PROCESSES);
    const version = await this.#above('SELECT max(version) FROM pulsebase.versions');
    await this.#executor.commandEverywhere(`INSERT INTO pulsebase.versions (one, version) SELECT 1, ${version}`);
    return version;
  }

  async begin(intent: Intent, drain: () => Promise<void>): Promise<number> {
    const end = performance.now() + MAX_WAIT;
    const exclusive = isExclusive(intent);
    // Refused before its intent is written, it leaves nothing behind.
    await this.#executor.requireReplicas();
    for (;;) {
      await this.ensureLease();
      const id = await this.#write(intent);
      for (let wait = 10; ; wait = Math.min(500, wait * 1.5)) {
        const conflicts = (await this.#others()).filter((other) => exclusive || other.isExclusive);
        const dead = await this.#processes.dead(conflicts);
        const alive = conflicts.filter((other) => !dead.includes(other));
        if (alive.length === 0 && (dead.length === 0 || exclusive)) {
          await this.#adopt(dead);
          this.#pending.set(id, intent);
          return id;
        }
        if (performance.now() > end) {
          await this.#withdraw(id);
          throw new PulsebaseError('TIMEOUT', 'other processes have been writing for ten minutes; try again later');
        }
        if (this.#isLeaving && intent.kind === 'recovery') {
          await this.#withdraw(id);
          throw new PulsebaseError('STORE_CLOSED', 'the store is being closed');
        }
        if (exclusive && !alive.some((other) => other.isExclusive && other.id < id)) {
          // The row of this intent keeps new writes from beginning; those under way will end.
          await pause(jittered(wait));
          continue;
        }
        await this.#withdraw(id);
        if (alive.length === 0) {
          // A deletion of a process that died must be finished before anything is written.
          await this.begin({ kind: 'recovery' }, drain);
          await drain();
        } else {
          if (this.#pending.size > 0) await drain();
          await this.#untilFree(exclusive, end);
        }
        break;
      }
    }
  }

  async done(ids: readonly number[]): Promise<void> {
    // A deletion that is done twice could take what was written in between; roll-ups may be computed at any time.
    const mustWait = ids.some((id) => {
      const intent = this.#pending.get(id);
      return intent !== undefined && isExclusive(intent);
    });
    for (const id of ids) this.#toClear.add(id);
    const clearing = this.#clear();
    if (mustWait) await clearing;
    else clearing.catch(() => {});
    for (const id of ids) this.#pending.delete(id);
  }

  async recompute(work: (version: () => Promise<number>) => Promise<void>): Promise<void> {
    const end = performance.now() + PATIENCE;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.ensureLease();
        if (attempt === 0) {
          // One version for all levels is enough if nobody took one meanwhile.
          const version = await this.nextVersion();
          await work(async () => version);
          const highest = await this.#integer('SELECT max(version) FROM pulsebase.versions');
          if (highest === version) return;
        }
        await work(() => this.nextVersion());
        return;
      } catch (error) {
        if (!passes(error) || performance.now() > end) throw error;
        await pause(jittered(100 * (attempt + 1)));
      }
    }
  }

  async hasOthersUnderWay(): Promise<boolean> {
    return (await this.#others()).length > 0;
  }

  confirm<T>(_seen: T, look: () => Promise<T>): Promise<T> {
    return look();
  }

  async alone<T>(work: () => Promise<T>, exclusively: <R>(work: () => Promise<R>) => Promise<R>): Promise<T> {
    // What dead processes left pending is finished first.
    await exclusively(async () => {});
    return exclusively(work);
  }

  watch(recover: () => Promise<void>): void {
    this.#processes.startHeartbeat(async () => {
      await this.#clear().catch(() => {});
      const dead = await this.#processes.dead(await this.#others());
      if (dead.length > 0) await recover();
    });
  }

  async unwatch(): Promise<void> {
    this.#isLeaving = true;
    await this.#processes.stopHeartbeat();
  }

  async ensureLease(): Promise<void> {
    await this.#processes.register(PROCESSES);
    try {
      await this.#processes.ensureLease();
    } catch (error) {
      // Another process finishes what this one had begun.
      this.#pending.clear();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#clear().catch(() => {});
    await this.#processes.close();
  }

  /** Writes the row of an intent. */
  async #write(intent: Intent): Promise<number> {
    const id = await this.#above(
      'SELECT max(v) FROM (SELECT max(version) AS v FROM pulsebase.versions UNION ALL SELECT max(id) AS v FROM pulsebase.journal)',
    );
    try {
      await this.#insert([id], JSON.stringify(encodeIntent(intent)), isExclusive(intent), 0);
    } catch (error) {
      // The row may have been written all the same.
      this.#toClear.add(id);
      throw error;
    }
    return id;
  }

  #insert(ids: readonly number[], intent: string, exclusive: boolean, done: 0 | 1): Promise<void> {
    return this.#executor.commandEverywhere(
      `INSERT INTO pulsebase.journal (id, instance, exclusive, intent, done)
      SELECT arrayJoin([${sqlIntegers(ids)}]), ${sqlText(this.#processes.instance)}, ${exclusive ? 1 : 0}, ${sqlText(intent)}, ${done}`,
    );
  }

  async #withdraw(id: number): Promise<void> {
    this.#toClear.add(id);
    await this.#clear();
  }

  /** Marks intents as done; one such statement at a time. */
  #clear(): Promise<void> {
    const clearing = this.#clearing
      .catch(() => {})
      .then(async () => {
        const ids = [...this.#toClear];
        if (ids.length === 0) return;
        await this.#insert(ids, '', false, 1);
        for (const id of ids) this.#toClear.delete(id);
        this.#cleared += ids.length;
        if (this.#cleared >= CLEAN_AFTER) await this.#clean();
      });
    this.#clearing = clearing;
    return clearing;
  }

  /** Deletes the rows of completed intents. The table of versions keeps the highest number, so that none is reused. */
  async #clean(): Promise<void> {
    this.#cleared = 0;
    const oldest = await this.#integer('SELECT min(id) FROM pulsebase.journal FINAL WHERE done = 0');
    const highest = await this.#integer('SELECT max(version) FROM pulsebase.versions');
    const below = oldest === 0 ? highest : Math.min(oldest, highest);
    await this.#executor
      .commandEverywhere(`ALTER TABLE pulsebase.journal DELETE WHERE id < ${sqlInteger(below)}`)
      .catch(() => {});
  }

  /** Pending intents of other processes. */
  async #others(): Promise<PendingIntent[]> {
    const rows = parseObjects(
      await this.#executor.queryJournal(
        `SELECT id, instance, exclusive FROM pulsebase.journal FINAL
        WHERE done = 0 AND instance != ${sqlText(this.#processes.instance)}`,
        'JSONEachRow',
      ),
    );
    return rows.map(({ id, instance, exclusive }) => ({
      id: Number(id),
      instance: String(instance),
      isExclusive: Number(exclusive) === 1,
    }));
  }

  /** Takes over the intents of dead processes. */
  async #adopt(dead: readonly PendingIntent[]): Promise<void> {
    if (dead.length === 0) return;
    const rows = parseObjects(
      await this.#executor.queryJournal(
        `SELECT id, intent FROM pulsebase.journal FINAL WHERE done = 0 AND id IN (${sqlIntegers(dead.map(({ id }) => id))}) ORDER BY id`,
        'JSONEachRow',
      ),
    );
    for (const { id, intent } of rows) {
      const decoded = decodeIntent(JSON.parse(String(intent)));
      if (decoded === undefined) {
        throw new PulsebaseError('STORE_NEWER', 'a newer Pulsebase has begun something that this one does not know');
      }
      this.#pending.set(Number(id), decoded);
    }
  }

  async #untilFree(exclusive: boolean, end: number): Promise<void> {
    for (let wait = 20; performance.now() < end; wait = Math.min(500, wait * 1.5)) {
      await pause(jittered(wait));
      const conflicts = (await this.#others()).filter((other) => exclusive || other.isExclusive);
      const dead = await this.#processes.dead(conflicts);
      if (dead.length === conflicts.length) return;
    }
  }

  /** Returns a number above all that a query finds and above this process's own, which no other process can take. */
  async #above(query: string): Promise<number> {
    const highest = Math.max(await this.#integer(query), this.#last);
    this.#last = (Math.floor(highest / PROCESSES) + 1) * PROCESSES + this.#processes.number;
    return this.#last;
  }

  async #integer(sql: string): Promise<number> {
    const [[value = 0] = []] = parseNativeIntegers(await this.#executor.queryJournal(sql, 'Native'), 1);
    return value;
  }
}

/** Failures after which recomputing the same roll-ups may succeed. */
function passes(error: unknown): boolean {
  return error instanceof PulsebaseError && ['QUORUM', 'SHARD_UNAVAILABLE', 'CONNECTION_FAILED'].includes(error.code);
}
