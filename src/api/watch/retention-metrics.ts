import { Counter, Gauge, type Registry } from 'prom-client';

/** Metrics of the deletion of old readings. */
export class RetentionMetrics {
  readonly #deleted;
  readonly #keptFrom;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#deleted = new Counter({
      name: 'pulsebase_retention_deleted_readings_total',
      help: 'Readings that were deleted since they were older than RETENTION_DAYS.',
      registers,
    });
    this.#keptFrom = new Gauge({
      name: 'pulsebase_retention_kept_from_seconds',
      help: 'The first instant whose readings are kept, by the last deletion of this process; 0 before one.',
      registers,
    });
  }

  /** Old readings were deleted: those before an instant (Unix ms). */
  ran(keptFrom: number, readings: number): void {
    this.#deleted.inc(readings);
    this.#keptFrom.set(keptFrom / 1000);
  }
}
