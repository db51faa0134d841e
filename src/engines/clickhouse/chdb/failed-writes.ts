import { rm } from 'node:fs/promises';
import type { SharedMutex } from '../../../async/shared-mutex.ts';
import { diskFull } from '../engine-error.ts';
import { TABLE_NAMES } from '../statements/table-names.ts';
import { removeTornMutations } from './remove-torn-mutations.ts';

/** Why a statement is to be repeated. */
export class FailedWrite extends Error {
  constructor(cause?: unknown) {
    super('a file of the engine could not be written', { cause });
  }
}

/** The blocks of rows that a part holds. */
interface Blocks {
  readonly table: string;
  readonly partition_id: string;
  readonly min_block_number: number;
  readonly max_block_number: number;
}

interface SetAside extends Blocks {
  readonly path: string;
}

/** The state before the tables are reloaded. */
interface Before {
  readonly setAside: ReadonlySet<string>;
  readonly inserted: readonly Blocks[];
}

const BLOCKS = 'table, partition_id, min_block_number, max_block_number';

/**
 * chDB ignores a failed write to a file, as on a full disk: it counts the failure, continues, and replaces whole parts with the
 * one that lacks bytes. So the count is checked after each statement. If it has grown, the tables are reloaded from disk: the
 * engine detects the corrupt parts, sets them aside, and reverts to those that they had replaced, which are kept until then
 * (`ReplacedParts`).
 */
export class FailedWrites {
  readonly #ask: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly #engine: string;
  readonly #lock: SharedMutex;
  /** Is told when a part was set aside whose rows no other holds. */
  onLoss: () => Promise<void> = async () => {};
  /** The count when the tables were known to be whole. */
  #mended = 0;
  /** When that was last established, in seconds of the engine's clock. */
  #looked = 0;
  /** The last count that was taken. */
  #counted: number | undefined;
  #before: Before | undefined;

  /**
   * @param ask Runs a query concurrently with all statements.
   * @param engine The engine's directory.
   * @param lock Statements on a table go together; reading the tables again goes alone.
   */
  constructor(ask: (sql: string) => Promise<Record<string, unknown>[]>, engine: string, lock: SharedMutex) {
    this.#ask = ask;
    this.#engine = engine;
    this.#lock = lock;
  }

  /**
   * Runs an idempotent statement.
   *
   * @throws PulsebaseError `DISK_FULL` when writes failed meanwhile, whatever the statement says; what it did may be undone.
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let mended = this.#mended;
    const statement = this.#lock.together.run(() => {
      mended = this.#mended;
      return work();
    });
    const [outcome] = await Promise.allSettled([statement]);
    await this.mend();
    const cause: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
    if (this.#mended !== mended) throw diskFull(new FailedWrite(cause));
    if (outcome.status === 'rejected') throw cause;
    return outcome.value;
  }

  /**
   * The same for one that defines a table: repeating it repairs its file, which must be complete before the table can be
   * reloaded.
   */
  async duringDefinition<T>(work: () => Promise<T>): Promise<T> {
    // Definitions come one after the other: what was counted after one holds before the next.
    const before = this.#counted ?? (await this.#count());
    this.#counted = undefined;
    const result = await this.#lock.together.run(work);
    if ((await this.#count()) !== before) throw diskFull(new FailedWrite());
    return result;
  }

  /** Runs a query. One that read what a failed write left is repeated after the repair. */
  async whileAsking<T>(work: () => Promise<T>): Promise<T> {
    const mended = this.#mended;
    try {
      return await this.#lock.together.run(work);
    } catch (error) {
      await this.mend();
      if (this.#mended === mended) throw error;
      return this.#lock.together.run(work);
    }
  }

  /** Whether there are failed writes that have not been recovered. */
  async areThere(): Promise<boolean> {
    return (await this.#count()) !== this.#mended;
  }

  /** Restores the tables after failed writes. */
  async mend(): Promise<void> {
    const [{ count, now } = {}] = await this.#ask(
      `SELECT sum(value) AS count, toUnixTimestamp(now()) AS now ${FAILURES}`,
    );
    if (Number(count) === this.#mended) {
      this.#looked = Number(now);
      return;
    }
    if (await this.#lock.alone.run(() => this.#readAgain())) await this.onLoss();
  }

  /** Removes what a dead process left of them, and starts to keep replaced parts. The tables must exist. */
  async start(): Promise<void> {
    await this.#keepReplaced();
    // Of damage that is known for long, the engine may since have merged parts from before and behind it.
    await this.#removeNeedless({ setAside: new Set(), inserted: [] }, lieWithin);
  }

  /** By default the engine removes replaced parts about every half minute. */
  async #keepReplaced(): Promise<void> {
    for (const table of TABLE_NAMES) await this.#ask(`SYSTEM STOP CLEANUP pulsebase.${table}`);
  }

  async #readAgain(): Promise<boolean> {
    const count = await this.#count();
    if (count === this.#mended) return false;
    this.#before ??= await this.#lookAround();
    for (const table of TABLE_NAMES) await this.#ask(`DETACH TABLE IF EXISTS pulsebase.${table} SYNC`);
    await removeTornMutations(this.#engine);
    for (const table of TABLE_NAMES) await this.#ask(`ATTACH TABLE IF NOT EXISTS pulsebase.${table}`);
    await this.#keepReplaced();
    const isLost = await this.#removeNeedless(this.#before, overlap);
    this.#before = undefined;
    this.#mended = count;
    return isLost;
  }

  async #lookAround(): Promise<Before> {
    const setAside = new Set((await this.#setAside()).map(({ path }) => path));
    // By the statement that is to be done again: in the name of one that was merged or rewritten since, the numbers differ or are more.
    const inserted = await this.#blocks(
      `system.parts WHERE active AND modification_time >= ${this.#looked} AND level < 2
        AND min_block_number = max_block_number AND endsWith(name, concat('_', max_block_number, '_', level))`,
    );
    return { setAside, inserted };
  }

  /** Removes newly set-aside parts unless rows are lost with them; returns whether any are. */
  async #removeNeedless(
    { setAside, inserted }: Before,
    hold: (blocks: Blocks, part: Blocks) => boolean,
  ): Promise<boolean> {
    const fresh = (await this.#setAside()).filter(({ path }) => !setAside.has(path));
    if (fresh.length === 0) return false;
    const held = [...inserted, ...(await this.#blocks('system.parts WHERE active'))];
    const needless = fresh.filter((part) => held.some((blocks) => hold(blocks, part)));
    for (const { path } of needless) await rm(path, { recursive: true, force: true });
    return needless.length < fresh.length;
  }

  async #setAside(): Promise<SetAside[]> {
    const rows = await this.#ask(
      `SELECT ${BLOCKS}, path FROM system.detached_parts WHERE database = 'pulsebase' AND reason = 'broken-on-start'`,
    );
    return rows.map((row) => ({ ...blocksOf(row), path: String(row.path) }));
  }

  async #blocks(source: string): Promise<Blocks[]> {
    return (await this.#ask(`SELECT ${BLOCKS} FROM ${source} AND database = 'pulsebase'`)).map(blocksOf);
  }

  async #count(): Promise<number> {
    const [{ count } = {}] = await this.#ask(`SELECT sum(value) AS count ${FAILURES}`);
    this.#counted = Number(count);
    return this.#counted;
  }
}

const FAILURES = `FROM system.events WHERE event = 'WriteBufferFromFileDescriptorWriteFailed'`;

function blocksOf(row: Record<string, unknown>): Blocks {
  return {
    table: String(row.table),
    partition_id: String(row.partition_id),
    min_block_number: Number(row.min_block_number),
    max_block_number: Number(row.max_block_number),
  };
}

function overlap(one: Blocks, other: Blocks): boolean {
  return (
    isSamePartition(one, other) &&
    one.min_block_number <= other.max_block_number &&
    one.max_block_number >= other.min_block_number
  );
}

function lieWithin(inner: Blocks, outer: Blocks): boolean {
  return (
    isSamePartition(inner, outer) &&
    inner.min_block_number >= outer.min_block_number &&
    inner.max_block_number <= outer.max_block_number
  );
}

function isSamePartition(one: Blocks, other: Blocks): boolean {
  return one.table === other.table && one.partition_id === other.partition_id;
}
