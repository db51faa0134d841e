import { setTimeout as pause } from 'node:timers/promises';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { type Intent, isExclusive } from '../journal/intent.ts';
import type { WriteJournal } from '../journal/write-journal.ts';
import { jittered } from './jittered.ts';
import { JournalRows, type PendingIntent } from './journal-rows.ts';
import type { ProcessTable } from './process-table.ts';
import type { ServerExecutor } from './server-executor.ts';

/** Milliseconds after which a write that waits for others gives up. */
const MAX_WAIT = 600_000;
/** Milliseconds during which roll-ups are retried after a transient failure. */
const PATIENCE = 20_000;

/** Intents of other processes: those that they work on, and those that they left when they died. */
interface Conflicts {
  readonly alive: readonly PendingIntent[];
  readonly dead: readonly PendingIntent[];
}

/**
 * The journal of a store with several writing processes: three tables. Every process may read and write at any time; a deletion
 * excludes other writers. docs/clickhouse.md explains why this is enough.
 */
export class TableJournal implements WriteJournal {
  readonly #executor: ServerExecutor;
  readonly #processes: ProcessTable;
  readonly #rows: JournalRows;
  readonly #pending = new Map<number, Intent>();
  /** The store is being closed: others finish what is left. */
  #isLeaving = false;

  constructor(executor: ServerExecutor, processes: ProcessTable) {
    this.#executor = executor;
    this.#processes = processes;
    this.#rows = new JournalRows(executor, processes);
  }

  get pending(): ReadonlyMap<number, Intent> {
    return this.#pending;
  }

  async nextVersion(): Promise<number> {
    await this.#processes.register();
    return this.#rows.nextVersion();
  }

  async begin(intent: Intent, drain: () => Promise<void>): Promise<number> {
    const exclusive = isExclusive(intent);
    const end = performance.now() + MAX_WAIT;
    // Refused before it is written down, it leaves nothing behind.
    await this.#executor.requireReplicas();
    for (;;) {
      await this.ensureLease();
      const id = await this.#rows.add(intent);
      const { alive, dead } = await this.#untilDecided(id, intent, end);
      if (alive.length === 0 && (dead.length === 0 || exclusive)) {
        await this.#adopt(dead);
        this.#pending.set(id, intent);
        return id;
      }
      await this.#rows.clear([id]);
      const refusal = this.#refusal(intent, end);
      if (refusal !== undefined) throw refusal;
      if (alive.length === 0) {
        // A deletion of a process that died must be finished before anything is written.
        await this.begin({ kind: 'recovery' }, drain);
        await drain();
      } else {
        if (this.#pending.size > 0) await drain();
        await this.#untilFree(exclusive, end);
      }
    }
  }

  async done(ids: readonly number[]): Promise<void> {
    // A deletion that is done twice could take what was written in between; roll-ups may be computed at any time.
    const mustWait = ids.some((id) => {
      const intent = this.#pending.get(id);
      return intent !== undefined && isExclusive(intent);
    });
    const clearing = this.#rows.clear(ids);
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
          const highest = await this.#rows.lastVersion();
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
    return (await this.#rows.others()).length > 0;
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
      await this.#rows.clear().catch(() => {});
      const dead = await this.#processes.dead(await this.#rows.others());
      if (dead.length > 0) await recover();
    });
  }

  async unwatch(): Promise<void> {
    this.#isLeaving = true;
    await this.#processes.stopHeartbeat();
  }

  async ensureLease(): Promise<void> {
    await this.#processes.register();
    try {
      await this.#processes.ensureLease();
    } catch (error) {
      // Another process finishes what this one had begun.
      this.#pending.clear();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#rows.clear().catch(() => {});
    await this.#processes.close();
  }

  /** Waits while an intent that is written down can stay so, and gives what is in its way then. */
  async #untilDecided(id: number, intent: Intent, end: number): Promise<Conflicts> {
    const exclusive = isExclusive(intent);
    for (let wait = 10; ; wait = Math.min(500, wait * 1.5)) {
      const conflicts = await this.#conflicts(exclusive);
      const { alive } = conflicts;
      // The row of a deletion keeps new writes from beginning, and those under way will end; an earlier deletion goes first.
      const canStay = exclusive && alive.length > 0 && !alive.some((other) => other.isExclusive && other.id < id);
      if (!canStay || this.#refusal(intent, end) !== undefined) return conflicts;
      await pause(jittered(wait));
    }
  }

  /** Why an intent that has to wait is not to wait any longer. */
  #refusal(intent: Intent, end: number): PulsebaseError | undefined {
    if (performance.now() > end) {
      return new PulsebaseError('TIMEOUT', 'other processes have been writing for ten minutes; try again later');
    }
    const isTooLate = this.#isLeaving && intent.kind === 'recovery';
    return isTooLate ? new PulsebaseError('STORE_CLOSED', 'the store is being closed') : undefined;
  }

  /** Takes over the intents of dead processes. */
  async #adopt(dead: readonly PendingIntent[]): Promise<void> {
    for (const [id, intent] of await this.#rows.read(dead.map((other) => other.id))) this.#pending.set(id, intent);
  }

  /** What of other processes must not be under way beside an intent. */
  async #conflicts(exclusive: boolean): Promise<Conflicts> {
    const conflicts = (await this.#rows.others()).filter((other) => exclusive || other.isExclusive);
    const dead = await this.#processes.dead(conflicts);
    return { alive: conflicts.filter((other) => !dead.includes(other)), dead };
  }

  async #untilFree(exclusive: boolean, end: number): Promise<void> {
    for (let wait = 20; performance.now() < end; wait = Math.min(500, wait * 1.5)) {
      await pause(jittered(wait));
      const { alive } = await this.#conflicts(exclusive);
      if (alive.length === 0) return;
    }
  }
}

/** Failures after which recomputing the same roll-ups may succeed. */
function passes(error: unknown): boolean {
  return error instanceof PulsebaseError && ['QUORUM', 'SHARD_UNAVAILABLE', 'CONNECTION_FAILED'].includes(error.code);
}
