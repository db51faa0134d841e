import type { FastifyBaseLogger } from 'fastify';
import { retentionStart } from '../../window/retention-start.ts';
import { SERVICE_ITSELF } from '../auth/key-names.ts';
import type { AuditEntry } from '../watch/audit-log.ts';
import type { ServiceWrites } from './service-writes.ts';

/** How long the clock on the wall must have run evenly: what a wrong one deletes is gone. */
const STEADY_MS = 600_000;
/** More than this apart from a clock that nobody sets, it was set. */
const SET_MS = 60_000;

/** What the deletion of old readings works with. */
export interface RetentionParts {
  /** How many days readings are kept; 0 keeps them for good. */
  readonly days: number;
  readonly writes: Pick<ServiceWrites, 'begin'>;
  readonly log: FastifyBaseLogger;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** Called after each run with the first instant whose readings are kept (Unix ms), and how many were deleted; never rejects. */
  readonly onRun: (keptFrom: number, readings: number) => Promise<void>;
  /** The clock on the wall (Unix ms). */
  readonly now?: () => number;
  /** A clock that nobody sets, in milliseconds. */
  readonly elapsed?: () => number;
}

/**
 * Deletes the readings that are older than they are to be kept, once a UTC day; the first time ten minutes after the start, and never
 * within ten minutes after the clock was set.
 */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  #keptFrom = 0;
  /** What the clocks differed by, and since when. */
  #apart: { readonly ms: number; readonly since: number } | undefined;
  #underWay: Promise<void> | undefined;
  #isFailing = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => Date.now());
    this.#elapsed = parts.elapsed ?? (() => performance.now());
  }

  /** Deletes what has become too old since it last did; after a failure, once more. Only one service may: the one that leads. */
  async check(): Promise<void> {
    const { days } = this.#parts;
    if (days === 0 || !this.#isClockSteady()) return;
    const keptFrom = retentionStart(days, this.#now());
    if (keptFrom <= this.#keptFrom) return;
    this.#underWay ??= this.#run(keptFrom).finally(() => {
      this.#underWay = undefined;
    });
    await this.#underWay;
  }

  #isClockSteady(): boolean {
    const elapsed = this.#elapsed();
    const ms = this.#now() - elapsed;
    if (this.#apart === undefined || Math.abs(ms - this.#apart.ms) > SET_MS) this.#apart = { ms, since: elapsed };
    return elapsed - this.#apart.since >= STEADY_MS;
  }

  async #run(keptFrom: number): Promise<void> {
    const { days, writes, log, audit, onRun } = this.#parts;
    const instant = new Date(keptFrom);
    const write = writes.begin();
    try {
      const readings = await write.dropBefore(instant);
      this.#keptFrom = keptFrom;
      this.#isFailing = false;
      await onRun(keptFrom, readings);
      if (readings === 0) return;
      log.info({ readings, before: instant.toISOString(), days }, 'readings were deleted, as RETENTION_DAYS says');
      await audit({
        requestId: 'retention',
        key: SERVICE_ITSELF,
        action: 'retention',
        status: 200,
        users: 'all',
        rows: readings,
      });
    } catch (err) {
      if (!this.#isFailing) log.warn({ err }, 'old readings cannot be deleted; the service tries again');
      this.#isFailing = true;
    } finally {
      write.end();
    }
  }
}
