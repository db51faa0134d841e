import type { WatchOptions } from '../store/store.ts';
import type { CommandContext } from './command-context.ts';

/** Shows under a label which share of long work is done, and stops the work when the caller interrupts. */
export function withShareDone<T>(
  context: CommandContext,
  label: string,
  work: (watch: Required<WatchOptions>) => Promise<T>,
): Promise<T> {
  let done = 0;
  return context.withProgress(
    () => ({ label, done, total: 1 }),
    (bar) =>
      work({
        signal: context.signal,
        onProgress: (share) => {
          done = share;
          bar.tick();
        },
      }),
  );
}
