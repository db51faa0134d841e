import type { TestContext } from 'node:test';

/** Time as the code under test sees it, which passes only when the test says so. */
export interface HeldClock {
  /** Lets so many milliseconds pass at once. */
  pass(ms: number): void;
}

/** Holds `setTimeout` and `performance.now` of this process until the test is over. */
export function holdClock({ mock }: TestContext): HeldClock {
  let now = performance.now();
  mock.method(performance, 'now', () => now);
  mock.timers.enable({ apis: ['setTimeout'] });
  return {
    pass(ms) {
      now += ms;
      mock.timers.tick(ms);
    },
  };
}
