import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeDirectory } from '../../../model/make-directory.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { resourceShortage } from '../../../model/resource-shortage.ts';
import { engineError, type PartName } from '../engine-error.ts';
import type { Executor } from '../statements/executor.ts';
import type { KnownDamage } from '../statements/known-damage.ts';
import { queryObjects } from '../statements/query-objects.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';

/** Tables whose rows are derived from the readings. */
const DERIVED: readonly string[] = ['rollups', 'hours_by_user'] satisfies readonly TableName[];

interface SetAside extends PartName {
  readonly path: string;
}

/**
 * Unreadable parts of tables. When it opens, the engine silently sets them aside, and answers without their rows; so queries of a
 * table that lacks one are refused, until `repair` gives it up.
 */
export class Damage implements KnownDamage {
  readonly #executor: Executor;
  readonly #directory: string;
  readonly #onWarning: (message: string) => void;
  #parts: readonly SetAside[] = [];
  #logFiles: readonly string[];

  /**
   * @param directory Where a repair keeps the files of damaged parts.
   * @param logFiles Files of the log that have lost readings.
   */
  constructor(
    executor: Executor,
    directory: string,
    logFiles: readonly string[],
    onWarning: (message: string) => void,
  ) {
    this.#executor = executor;
    this.#directory = directory;
    this.#logFiles = logFiles;
    this.#onWarning = onWarning;
  }

  /** Looks for damaged parts, and warns of each. */
  async find(): Promise<void> {
    // A part that a person has detached has no reason.
    this.#parts = await this.#detached(`reason != ''`);
    for (const problem of this.problems) this.#onWarning(problem);
  }

  /** One line each. */
  get problems(): readonly string[] {
    return [...this.#logFiles.map(lossOf), ...this.#parts.map(problemOf)];
  }

  /** @throws PulsebaseError `STORE_DAMAGED` when a part of one of the tables is missing. */
  check(...tables: readonly TableName[]): void {
    const [lost] = this.#logFiles;
    if (lost !== undefined && tables.some((name) => name !== 'users')) {
      throw new PulsebaseError('STORE_DAMAGED', lossOf(lost));
    }
    const part = this.#parts.find(({ table }) => tables.some((name) => name === table));
    if (part !== undefined) throw new PulsebaseError('STORE_DAMAGED', problemOf(part));
  }

  async giveUp(found: PartName): Promise<boolean> {
    if (!(await this.#isDamaged(found))) return false;
    await this.#executor.command(`ALTER TABLE pulsebase.${found.table} DETACH PART ${sqlText(found.part)}`);
    this.#parts = await this.#detached(`table = ${sqlText(found.table)} AND name = ${sqlText(found.part)}`);
    await this.giveUpAll();
    return true;
  }

  async giveUpAll(): Promise<void> {
    for (const path of this.#logFiles) {
      const kept = await this.#setAside(path, `log-${basename(path, '.damaged')}`);
      this.#onWarning(`the store goes on without the readings that its log has lost, kept as ${kept}; send them again`);
      this.#logFiles = this.#logFiles.slice(1);
    }
    for (const { table, part, path } of this.#parts) {
      const kept = await this.#setAside(path, `${table}-${part}`);
      const rest = DERIVED.includes(table) ? 'what it held is computed again' : 'send what it held again';
      this.#onWarning(
        `the store goes on without the damaged part ${part} of the table ${table}, kept as ${kept}; ${rest}`,
      );
      // One by one: if a later part cannot be moved now, the next try begins with that one.
      this.#parts = this.#parts.slice(1);
    }
  }

  async #setAside(path: string, name: string): Promise<string> {
    const kept = join(this.#directory, name);
    try {
      makeDirectory(this.#directory, { mode: 0o700 });
      await rename(path, kept);
      return kept;
    } catch (error) {
      throw engineError(error);
    }
  }

  /** Whether a part is corrupt. A merge may have replaced it since. */
  async #isDamaged({ table, part }: PartName): Promise<boolean> {
    const named = `table = ${sqlText(table)} AND name = ${sqlText(part)}`;
    const isThere = `SELECT name FROM system.parts WHERE active AND database = 'pulsebase' AND ${named}`;
    if ((await queryObjects(this.#executor, isThere)).length === 0) return false;
    const [result] = await queryObjects(
      this.#executor,
      `CHECK TABLE pulsebase.${table} PART ${sqlText(part)} SETTINGS check_query_single_value_result = 0, max_execution_time = 0`,
    );
    if (result === undefined || Number(result.is_passed) === 1) return false;
    const shortage = resourceShortage(result.message);
    if (shortage !== undefined) throw shortage;
    return true;
  }

  async #detached(condition: string): Promise<SetAside[]> {
    const rows = await queryObjects(
      this.#executor,
      `SELECT table, name, path FROM system.detached_parts WHERE database = 'pulsebase' AND ${condition} ORDER BY table, name`,
    );
    return rows.map(({ table, name, path }) => ({ table: String(table), part: String(name), path: String(path) }));
  }
}

function problemOf({ table, part }: PartName): string {
  const what = `part ${part} of the table ${table} is damaged and was set aside`;
  if (DERIVED.includes(table)) return `${what}; run repair, which computes it again`;
  return `${what}; restore a backup, or run repair to go on without it and send what it held again`;
}

function lossOf(path: string): string {
  return `the log ${path} has lost readings that were acknowledged; restore a backup, or run repair to go on without them and send them again`;
}
