import { Counter, Gauge, type Registry } from 'prom-client';
import type { LogUse } from '../../engine/log-use.ts';

/** Adds metrics of the readings that wait in the log of a store, where it has one. */
export function observeLog(registry: Registry, logUse: () => LogUse | undefined): void {
  if (logUse() === undefined) return;
  const registers = [registry];
  new Gauge({
    name: 'pulsebase_log_bytes',
    help: 'Memory of the readings that are in the log of the store and not in its parts yet.',
    registers,
    collect() {
      this.set(logUse()?.bytes ?? 0);
    },
  });
  new Gauge({
    name: 'pulsebase_log_max_bytes',
    help: 'The most that they may take (MEMTABLE_LIMIT); beyond it writes wait.',
    registers,
    collect() {
      this.set(logUse()?.maxBytes ?? 0);
    },
  });
  new Counter({
    name: 'pulsebase_log_failed_flushes_total',
    help: 'How often readings of the log could not be put into the parts.',
    registers,
    collect() {
      this.reset();
      this.inc(logUse()?.failedFlushes ?? 0);
    },
  });
}
