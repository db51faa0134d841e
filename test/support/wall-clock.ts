import { mock } from 'node:test';

const HOUR_MS = 3_600_000;

/** Sets the clock on the wall ahead or back while something is done; what measures time by itself goes on as before. */
export async function withClockSet<T>(hours: number, work: () => Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ['Date'], now: Date.now() + hours * HOUR_MS });
  try {
    return await work();
  } finally {
    mock.timers.reset();
  }
}
