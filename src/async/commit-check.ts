import { AsyncLocalStorage } from 'node:async_hooks';

const CURRENT = new AsyncLocalStorage<() => void>();

/**
 * A last look before a commit, for writers who may have stood still since they began: a paused process, and others that believed it
 * dead meanwhile. It is passed along the calls rather than their arguments, as it concerns whoever begins a write and whoever commits
 * it, and nothing in between.
 */
export const commitCheck = {
  /** Runs work whose commits are preceded by a check, which throws when they must not be done. */
  run<T>(check: () => void, work: () => Promise<T>): Promise<T> {
    return CURRENT.run(check, work);
  },

  /** Call while others wait for what is to be committed: what it throws has to undo it. */
  require(): void {
    CURRENT.getStore()?.();
  },
};
