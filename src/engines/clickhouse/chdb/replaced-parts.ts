import { setTimeout as pause } from 'node:timers/promises';
import { diskFull } from '../engine-error.ts';
import type { FailedWrites } from './failed-writes.ts';

const PAUSE_MS = 2;
const LONG_S = 2;

/** Parts that a merge or a deletion has replaced. They are kept until their replacements are known to be whole. */
export class ReplacedParts {
  readonly #ask: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly #failedWrites: FailedWrites;
  readonly #sync: () => Promise<void>;

  /**
   * @param ask Runs a statement concurrently with all others.
   * @param sync Makes the directory entries of the parts durable.
   */
  constructor(
    ask: (sql: string) => Promise<Record<string, unknown>[]>,
    failedWrites: FailedWrites,
    sync: () => Promise<void>,
  ) {
    this.#ask = ask;
    this.#failedWrites = failedWrites;
    this.#sync = sync;
  }

  /**
   * Removes those of a table. Aborts its running merges and deletions; only one removal may run at a time.
   *
   * @param statement The statement that removes them: dropping any partition does, even one that does not exist.
   * @throws PulsebaseError `DISK_FULL` when failed writes have not been recovered yet.
   */
  async remove(table: string, statement = `ALTER TABLE pulsebase.${table} DROP PARTITION ID 'none'`): Promise<void> {
    // A merge that ends between the check of its writes and the removal would go unchecked.
    await this.#ask(`SYSTEM STOP MERGES pulsebase.${table}`);
    try {
      while ((await this.#merging(0)).has(table)) await pause(PAUSE_MS);
      if (await this.#failedWrites.areThere()) throw diskFull();
      // Their replacements must be durable first.
      await this.#sync();
      await this.#ask(statement);
    } finally {
      await this.#ask(`SYSTEM START MERGES pulsebase.${table}`);
    }
  }

  /** Removes those of all tables, except where that would abort a long merge; a short one is repeated. */
  async sweep(): Promise<void> {
    const rows = await this.#ask(`SELECT DISTINCT table FROM system.parts WHERE database = 'pulsebase' AND NOT active`);
    const merging = await this.#merging(LONG_S);
    for (const table of rows.map((row) => String(row.table))) if (!merging.has(table)) await this.remove(table);
  }

  /** The tables of which parts have been merged for so many seconds. */
  async #merging(seconds: number): Promise<ReadonlySet<string>> {
    const rows = await this.#ask(
      `SELECT DISTINCT table FROM system.merges WHERE database = 'pulsebase' AND elapsed >= ${seconds}`,
    );
    return new Set(rows.map(({ table }) => String(table)));
  }
}
