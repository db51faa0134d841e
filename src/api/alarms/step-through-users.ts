/** How long other work waits for a step, about. */
const STEP_MS = 250;
/** Users who are given together. */
const USERS_AT_A_TIME = 16;

/**
 * Does a step of some work on many users; it ends after a quarter of a second, so that other work does not wait for all of them.
 * Returns the last user who is done; `undefined` when all are.
 *
 * @param signal Ends the step early.
 */
export async function stepThroughUsers(
  users: AsyncIterable<{ readonly id: number }>,
  work: (userIds: readonly number[]) => Promise<void>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const startedAt = performance.now();
  let userIds: number[] = [];
  for await (const { id } of users) {
    userIds.push(id);
    if (userIds.length < USERS_AT_A_TIME) continue;
    await work(userIds);
    if (signal.aborted || performance.now() - startedAt >= STEP_MS) return id;
    userIds = [];
  }
  await work(userIds);
  return undefined;
}
