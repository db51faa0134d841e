import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { type Intent, isExclusive } from '../journal/intent.ts';
import { decodeIntent, encodeIntent } from '../journal/stored-intent.ts';
import { parseNativeIntegers } from '../statements/parse-native-integers.ts';
import { parseObjects } from '../statements/query-objects.ts';
import { sqlInteger, sqlIntegers } from '../statements/sql-integers.ts';
import { sqlText } from '../statements/sql-text.ts';
import { PROCESSES, type ProcessTable } from './process-table.ts';
import type { ServerExecutor } from './server-executor.ts';

/** Intents of this process after which what is done is taken out of the table. */
const CLEAN_AFTER = 500;

/** An intent that another process has not done yet. */
export interface PendingIntent {
  readonly id: number;
  readonly instance: string;
  readonly isExclusive: boolean;
}

/** The tables of a journal that several processes share: intents, and the versions that were taken. */
export class JournalRows {
  readonly #executor: ServerExecutor;
  readonly #processes: ProcessTable;
  /** Done or withdrawn, which the table does not say yet. */
  readonly #toClear = new Set<number>();
  #clearing: Promise<void> = Promise.resolve();
  #cleared = 0;
  #last = 0;

  constructor(executor: ServerExecutor, processes: ProcessTable) {
    this.#executor = executor;
    this.#processes = processes;
  }

  async nextVersion(): Promise<number> {
    const version = await this.#above('SELECT max(version) FROM pulsebase.versions');
    await this.#executor.commandEverywhere(`INSERT INTO pulsebase.versions (one, version) SELECT 1, ${version}`);
    return version;
  }

  /** The highest version that any process has taken. */
  lastVersion(): Promise<number> {
    return this.#integer('SELECT max(version) FROM pulsebase.versions');
  }

  /** Writes a row that says what is about to be done. */
  async add(intent: Intent): Promise<number> {
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

  /** Writes down that intents are done or withdrawn, and those of which that failed before; one such statement at a time. */
  clear(ids: readonly number[] = []): Promise<void> {
    for (const id of ids) this.#toClear.add(id);
    const clearing = this.#clearing
      .catch(() => {})
      .then(async () => {
        const all = [...this.#toClear];
        if (all.length === 0) return;
        await this.#insert(all, '', false, 1);
        for (const id of all) this.#toClear.delete(id);
        this.#cleared += all.length;
        if (this.#cleared >= CLEAN_AFTER) await this.#clean();
      });
    this.#clearing = clearing;
    return clearing;
  }

  /** Intents of other processes that are not done. */
  async others(): Promise<PendingIntent[]> {
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

  /** What is to be done by those of the intents that are not done, in the order in which they were begun. */
  async read(ids: readonly number[]): Promise<[id: number, intent: Intent][]> {
    if (ids.length === 0) return [];
    const rows = parseObjects(
      await this.#executor.queryJournal(
        `SELECT id, intent FROM pulsebase.journal FINAL WHERE done = 0 AND id IN (${sqlIntegers(ids)}) ORDER BY id`,
        'JSONEachRow',
      ),
    );
    return rows.map(({ id, intent }) => {
      const decoded = decodeIntent(JSON.parse(String(intent)));
      if (decoded === undefined) {
        throw new PulsebaseError('STORE_NEWER', 'a newer Pulsebase has begun something that this one does not know');
      }
      return [Number(id), decoded];
    });
  }

  #insert(ids: readonly number[], intent: string, exclusive: boolean, done: 0 | 1): Promise<void> {
    return this.#executor.commandEverywhere(
      `INSERT INTO pulsebase.journal (id, instance, exclusive, intent, done)
      SELECT arrayJoin([${sqlIntegers(ids)}]), ${sqlText(this.#processes.instance)}, ${exclusive ? 1 : 0}, ${sqlText(intent)}, ${done}`,
    );
  }

  /** Deletes the rows of what is done. The table of versions remembers the highest number, so that none comes twice. */
  async #clean(): Promise<void> {
    this.#cleared = 0;
    const oldest = await this.#integer('SELECT min(id) FROM pulsebase.journal FINAL WHERE done = 0');
    const highest = await this.lastVersion();
    const below = oldest === 0 ? highest : Math.min(oldest, highest);
    await this.#executor
      .commandEverywhere(`ALTER TABLE pulsebase.journal DELETE WHERE id < ${sqlInteger(below)}`)
      .catch(() => {});
  }

  /** A number above all that a query finds and above this process's own, which no other process can take. */
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
