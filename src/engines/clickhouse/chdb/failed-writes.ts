import { rm } from 'node:fs/promises';
import { diskFull } from '../engine-error.ts';
import { TABLE_NAMES } from '../statements/table-names.ts';
import { removeTornMutations } from './remove-torn-mutations.ts';
import type { SharedLock } from './shared-lock.ts';

/** Why a statement is to be done again. */
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

/** What stood before the tables are read again. */
interface Before {
  readonly setAside: ReadonlySet<string>;
  readonly inserted: readonly Blocks[];
}

const BLOCKS = 'table, partition_id, min_block_number, max_block_number';

/**
 * chDB takes no notice when the system refuses a write to a file, as on a full disk: it counts the failure, goes on, and puts
 * the part that lacks bytes in the place of whole ones. So the count is looked at after each statement. Where it has grown,
 * the tables are read again from the disk: the engine finds the parts that are not what they should be, sets them aside, and
 * goes back to those that they had replaced, which stay until then ({@link ReplacedParts}).
 */
export class FailedWrites {
  readonly #ask: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly #engine: string;
  readonly #lock: SharedLock;
  /** Is told when a part was set aside whose rows no other holds. */
  onLoss: () => Promise<void> = async () => {};
  /** The count when the tables were known to be whole. */
  #mended = 0;
  /** The last count that was asked for. */
  #counted: number | undefined;
  /** When that was last found, in seconds of the engine's clock. */
  #looked = 0;
  #before: Before | undefined;

  /**
   * @param ask Runs a query beside all statements.
   * @param engine The engine's directory.
   * @param lock Held, shared, by every statement on a table.
   */
  constructor(ask: (sql: string) => Promise<Record<string, unknown>[]>, engine: string, lock: SharedLock) {
    this.#ask = ask;
    this.#engine = engine;
    this.#lock = lock;
  }

  /**
   * Runs a statement that may be done twice.
   *
   * @throws PulsebaseError `DISK_FULL` when writes failed meanwhile, whatever the statement says; what it did may be undone.
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let mended = this.#mended;
    const statement = this.#lock.share(() => {
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
   * The same for one that defines a table: doing it again is what mends its file, which must be whole before the table can
   * be read again.
   */
  async duringDefinition<T>(work: () => Promise<T>): Promise<T> {
    // Definitions come one after the other: what was counted after one stands before the next.
    const before = this.#counted ?? (await this.#count());
    this.#counted = undefined;
    const result = await this.#lock.share(work);
    if ((await this.#count()) !== before) throw diskFull(new FailedWrite());
    return result;
  }

  /** Runs a query. One that met what a failed write has left is asked again when that is mended. */
  async whileAsking<T>(work: () => Promise<T>): Promise<T> {
    const mended = this.#mended;
    try {
      return await this.#lock.share(work);
    } catch (error) {
      await this.mend();
      if (this.#mended === mended) throw error;
      return this.#lock.share(work);
    }
  }

  /** Whether there are any that have not been mended. */
  async areThere(): Promise<boolean> {
    return (await this.#count()) !== this.#mended;
  }

  /** Makes the tables whole where writes have failed. */
  async mend(): Promise<void> {
    const [{ count, now } = {}] = await this.#ask(
      `SELECT sum(value) AS count, toUnixTimestamp(now()) AS now ${FAILURES}`,
    );
    if (Number(count) === this.#mended) {
      this.#looked = Number(now);
      return;
    }
    if (await this.#lock.alone(() => this.#readAgain())) await this.onLoss();
  }

  /** Removes what a process that died has left of them, and begins to keep the parts that are replaced. The tables must be there. */
  async start(): Promise<void> {
    await this.#keepReplaced();
    // Of damage that is known for long, the engine may since have merged parts from before and behind it.
    await this.#removeNeedless({ setAside: new Set(), inserted: [] }, lieWithin);
  }

  /** The engine removes parts that were replaced about every half minute, unless it is told not to. */
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

  /** Removes parts that are set aside now, but for those of before, where nothing is lost; gives whether something is. */
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
