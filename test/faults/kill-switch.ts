import type { Journal } from '../../src/engines/clickhouse/chdb/journal.ts';
import type { ChdbParts } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { ReadingLog } from '../../src/engines/clickhouse/memtable/reading-log.ts';
import type { Executor } from '../../src/engines/clickhouse/statements/executor.ts';
import { replaceMethods } from './replace-methods.ts';

/** What a write does, one step after the other. */
export type StepName =
  | 'schema'
  | 'users'
  | 'log'
  | 'next segment'
  | 'cutting the log'
  | 'journal'
  | 'raw readings'
  | 'roll-ups'
  | 'hours'
  | 'days'
  | 'months'
  | `delete from ${string}`
  | `drop partitions of ${string}`
  | 'clearing'
  | 'merging';

export interface KillOrder {
  readonly step: StepName;
  readonly moment: 'before' | 'half' | 'after';
  /** Which one, when the step comes more than once, from 1. */
  readonly nth: number;
  /** With `half`: how far into the time that the step took before. */
  readonly fraction: number;
}

const LEVELS = ['hours', 'days', 'months'] as const;
const STEPS: Readonly<Record<string, StepName>> = { readings: 'raw readings', rollups: 'roll-ups' };

/** Kills its own process at a chosen step of a store's work, as `kill -9` would. */
export class KillSwitch {
  readonly #took = new Map<StepName, number>();
  #order: KillOrder | undefined;
  #seen = 0;
  #rollups = 0;

  arm(order: KillOrder): void {
    this.#order = order;
    this.#seen = 0;
  }

  disarm(): void {
    this.#order = undefined;
  }

  readonly parts: ChdbParts = {
    executor: (executor) => this.#executor(executor),
    journal: (journal) => this.#journal(journal),
    log: (log) => this.#log(log),
  };

  #log(log: ReadingLog): ReadingLog {
    return replaceMethods<ReadingLog>(log, {
      append: (readings) => this.#around('log', () => log.append(readings)),
      endSegment: async () => {
        const remove = await this.#around('next segment', () => log.endSegment());
        return () => this.#around('cutting the log', remove);
      },
    });
  }

  #executor(executor: Executor): Executor {
    return replaceMethods<Executor>(executor, {
      command: (sql) => this.#around(this.#stepOf(sql), () => executor.command(sql)),
      merge: (sql) => this.#around('merging', () => executor.merge(sql)),
      insertRows: (table, columns, version) =>
        this.#around(STEPS[table] ?? 'users', () => executor.insertRows(table, columns, version)),
      alter: (table, actions) => this.#around(stepOfAlter(table, actions), () => executor.alter(table, actions)),
    });
  }

  #journal(journal: Journal): Journal {
    const begin: Journal['begin'] = (...intent) => {
      this.#rollups = 0;
      return this.#around('journal', () => journal.begin(...intent));
    };
    const done: Journal['done'] = (...ids) => {
      if (this.#rollups % LEVELS.length !== 0) throw new Error('roll-ups are not computed level by level any more');
      return this.#around('clearing', () => journal.done(...ids));
    };
    return replaceMethods(journal, { begin, done });
  }

  #stepOf(sql: string): StepName {
    if (!/^\s*INSERT INTO pulsebase\.rollups/.test(sql)) return 'schema';
    this.#rollups += 1;
    return LEVELS[(this.#rollups - 1) % LEVELS.length]!;
  }

  async #around<T>(step: StepName, work: () => Promise<T>): Promise<T> {
    const order = this.#order;
    const isNext = order?.step === step && ++this.#seen === order.nth;
    if (isNext && order.moment === 'before') die();
    const start = performance.now();
    const running = work();
    if (isNext && order.moment === 'half') setTimeout(die, order.fraction * (this.#took.get(step) ?? 10));
    const result = await running;
    if (isNext) die();
    this.#took.set(step, performance.now() - start);
    return result;
  }
}

function stepOfAlter(table: string, actions: readonly string[]): StepName {
  if (actions.some((action) => action.startsWith('DROP PARTITION'))) return `drop partitions of ${table}`;
  return actions.some((action) => action.startsWith('DELETE')) ? `delete from ${table}` : 'schema';
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
