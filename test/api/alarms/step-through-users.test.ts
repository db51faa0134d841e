import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepThroughUsers } from '../../../src/api/alarms/step-through-users.ts';

test('all users are gone through, in steps of which none waits for all', async (context) => {
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  const seen: number[] = [];
  let steps = 0;
  for (let last: number | undefined = 0; last !== undefined; steps += 1) {
    const after: number = last;
    last = await stepThroughUsers(
      usersAfter(after),
      async (userIds) => {
        seen.push(...userIds);
        // Each of them takes long.
        now += userIds.length * 100;
      },
      new AbortController().signal,
    );
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 100 }, (_, index) => index + 1),
  );
  assert.equal(steps, Math.ceil(100 / 16));
});

async function* usersAfter(last: number) {
  for (let id = last + 1; id <= 100; id += 1) yield { id };
}
