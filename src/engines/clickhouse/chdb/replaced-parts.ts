import { setTimeout as pause } from 'node:timers/promises';
import { diskFull } from '../engine-error.ts';
import { Mutex } from '../mutex.ts';
import type { FailedWrites } from './failed-writes.ts';

const PAUSE_MS = 2;

/** Parts that a merge or a deletion has replaced. They stay until those in their place are known to be whole. */
export class ReplacedParts {
  readonly #ask: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly #failedWrites: FailedWrites;
  readonly #sync: () => Promise<void>;
  /** Merges stay stopped until one removal is over. */
  readonly #removing = new Mutex();

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
   * Removes those of a table.
   *
   * @param statement What removes them: dropping any partition does, even one that is not there.
   * @throws PulsebaseError `DISK_FULL` when writes have failed that are not mended yet.
   */
  remove(table: string, statement = `ALTER TABLE pulsebase.${table} DROP PARTITION ID 'none'`): Promise<void> {
    return this.#removing.run(() => this.#remove(table, statement));
  }

  async #remove(table: string, statement: string): Promise<void> {
    // A merge that ends between the look at its writes and the removal would not have been looked at.
    await this.#ask(`SYSTEM STOP MERGES pulsebase.${table}`);
    try {
      while ((await this.#merging()).has(table)) await pause(PAUSE_MS);
      if (await this.#failedWrites.areThere()) throw diskFull();
      // What is in their place must be on the disk for sure.
      await this.#sync();
      await this.#ask(statement);
    } finally {
      await this.#ask(`SYSTEM START MERGES pulsebase.${table}`);
    }
  }

  /** Removes those of all tables that are at rest: a merge that runs is not broken off for it. */
  async sweep(): Promise<void> {
    const rows = await this.#ask(`SELECT DISTINCT table FROM system.parts WHERE database = 'pulsebase' AND NOT active`);
    const merging = await this.#merging();
    for (const table of rows.map((row) => String(row.table))) if (!merging.has(table)) await this.remove(table);
  }

  async #merging(): Promise<ReadonlySet<string>> {
    const rows = await this.#ask(`SELECT DISTINCT table FROM system.merges WHERE database = 'pulsebase'`);
    return new Set(rows.map(({ table }) => String(table)));
  }
}
