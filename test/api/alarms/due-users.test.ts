import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DueUser, DueUsers } from '../../../src/api/alarms/due-users.ts';

const due = (userId: number, from: number): DueUser => {
  return { userId, window: { from, to: from }, wholly: new Set(), cameAt: from, notes: [] };
};

test('who is set aside keeps nobody waiting, comes again later each time, and with all that has come meanwhile', () => {
  const users = new DueUsers();
  users.add(due(1, 10));
  users.add(due(2, 20));
  const first = users.next(0)!;
  users.add(due(1, 5));
  assert.equal(users.setAside(first, 0), 1);
  users.add(due(1, 30));
  assert.equal(users.next(0)?.userId, 2);
  users.end(due(2, 20));
  assert.deepEqual([users.next(999), users.size, users.aside], [undefined, 0, 1]);

  const again = users.next(1000)!;
  assert.deepEqual([again.userId, again.window, again.cameAt], [1, { from: 5, to: 30 }, 5]);
  assert.equal(users.next(1000), undefined);
  assert.equal(users.setAside(again, 1000), 2);
  assert.equal(users.next(2999), undefined);
  // What comes while it is tried is evaluated after it.
  const last = users.next(3000)!;
  users.add(due(1, 40));
  users.end(last);
  assert.deepEqual([users.aside, users.next(3000)?.window], [0, { from: 40, to: 40 }]);

  for (let now = 0, tries = 1; tries <= 20; tries += 1) {
    users.add(due(3, 1));
    assert.equal(users.setAside(users.next(now)!, now), tries);
    assert.equal(users.next(now), undefined);
    now += 30_000;
  }
});
