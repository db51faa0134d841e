/** Waits until every task has ended, so that none goes on behind the caller's back. @throws the error of the first that failed. */
export async function allEnded(tasks: Iterable<Promise<unknown>>): Promise<void> {
  for (const outcome of await Promise.allSettled(tasks)) if (outcome.status === 'rejected') throw outcome.reason;
}
