import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * What prom-client measures of the process: processor, memory, event loop, garbage collection. Once per process, not per
 * service: it cannot be ended, and its observers and timers would outlive every service that was stopped.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
