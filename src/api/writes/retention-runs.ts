import type { FastifyBaseLogger } from 'fastify';
import type { StateDatabase } from '../../state/state-database.ts';
import type { RetentionMetrics } from '../watch/retention-metrics.ts';

/** How long a run is remembered. */
const LIFE_MS = 400 * 86_400_000;

/** A deletion of old readings. Times are Unix milliseconds. */
export interface RetentionRun {
  /** When it was done last. */
  readonly at: number;
  /** The first instant whose readings were kept. */
  readonly keptFrom: number;
  /** How many readings were deleted. */
  readonly readings: number;
}

/** Deletions of old readings, remembered in the state: another service may have done them, or this one before a restart. */
export class RetentionRuns {
  readonly #database: StateDatabase;
  readonly #log: FastifyBaseLogger;
  readonly #metrics: Pick<RetentionMetrics, 'ran'>;

  constructor(database: StateDatabase, log: FastifyBaseLogger, metrics: Pick<RetentionMetrics, 'ran'>) {
    this.#database = database;
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Remembers one. After a restart a day is done once more: both count as one. Never rejects, as the readings are gone either way. */
  async add(keptFrom: number, readings: number): Promise<void> {
    this.#metrics.ran(keptFrom, readings);
    try {
      await this.#database.query(
        `INSERT INTO state.retention_runs (kept_from, at, readings) VALUES (?, state.now_ms(), ?)
         ON CONFLICT (kept_from) DO UPDATE SET at = excluded.at, readings = retention_runs.readings + excluded.readings`,
        [keptFrom, readings],
      );
      await this.#database.query('DELETE FROM state.retention_runs WHERE at < state.now_ms() - ?', [LIFE_MS]);
    } catch (err) {
      this.#log.warn({ err }, 'that old readings were deleted cannot be remembered');
    }
  }

  /** The one that was done last. */
  async last(): Promise<RetentionRun | undefined> {
    const [row] = await this.#database.query(
      'SELECT at, kept_from, readings FROM state.retention_runs ORDER BY at DESC LIMIT 1',
    );
    if (row === undefined) return undefined;
    const [at, keptFrom, readings] = row.map(Number);
    return { at: at!, keptFrom: keptFrom!, readings: readings! };
  }
}
