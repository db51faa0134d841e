import { setTimeout as pause } from 'node:timers/promises';
import { diskFull } from '../engine-error.ts';
import type { FailedWrites } from './failed-writes.ts';

const PAUSE_MS = 2;
const LONG_S = 2;

/** Parts that a merge or a deletion has replaced. They stay until those in their place are known to be whole. */
export class ReplacedParts {
  readonly #ask: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly #failedWrites: FailedWrites;
  readonly #sync: () => Promise<void>;

  /**
   * @param ask Runs a statement beside all others.
   * @param sync Makes the names of the parts that are there durable.
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
   * Removes those of a table. Merges and deletions of it that run are broken off, and only one removal may run at a time.
   *
   * @param statement What removes them: dropping any partition does, even one that is not there.
   * @throws PulsebaseError `DISK_FULL` when writes have failed that are not mended yet.
   */
  async remove(table: string, statement = `ALTER TABLE pulsebase.${table} DROP PARTITION ID 'none'`): Promise<void> {
    // A merge that ends between the look at its writes and the removal would not have been looked at.
    await this.#ask(`SYSTEM STOP MERGES pulsebase.${table}`);
    try {
      while ((await this.#merging(0)).has(table)) await pause(PAUSE_MS);
      if (await this.#failedWrites.areThere()) throw diskFull();
      // What is in their place must be on the disk for sure.
      await this.#sync();
      await this.#ask(statement);
    } finally {
      await this.#ask(`SYSTEM START MERGES pulsebase.${table}`);
    }
  }

  /** Removes those of all tables but where a long merge would be broken off for it; a short one is done again. */
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
