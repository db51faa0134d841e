import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedLock } from '../../../../src/engines/clickhouse/chdb/shared-lock.ts';

/** Work that says when it begins and when it ends, which is when it is told to. */
function worker(log: string[]) {
  return (name: string) => {
    const gate = Promise.withResolvers<void>();
    const work = async () => {
      log.push(`${name} begins`);
      await gate.promise;
      log.push(`${name} ends`);
      return name;
    };
    return { work, end: gate.resolve, fail: gate.reject };
  };
}

test('work that shares runs side by side; work alone waits for it, and holds up what comes later', async () => {
  const lock = new SharedLock();
  const log: string[] = [];
  const [one, two, alone, other, late] = ['one', 'two', 'alone', 'other', 'late'].map(worker(log));
  const running = [lock.share(one!.work), lock.share(two!.work), lock.alone(alone!.work)];
  running.push(lock.alone(other!.work), lock.share(late!.work));
  for (const { end } of [late!, other!, alone!, two!, one!]) end();
  assert.deepEqual(await Promise.all(running), ['one', 'two', 'alone', 'other', 'late']);
  assert.deepEqual(log.slice(0, 2), ['one begins', 'two begins']);
  assert.deepEqual(log.slice(4), [
    ...['alone begins', 'alone ends'],
    ...['other begins', 'other ends'],
    ...['late begins', 'late ends'],
  ]);
});

test('work that fails lets go of the lock', async () => {
  const lock = new SharedLock();
  const failing = () => Promise.reject(new Error('no'));
  const both = [lock.share(failing), lock.alone(failing)];
  for (const work of both) await assert.rejects(work, /no/);
  assert.equal(await lock.share(async () => 1), 1);
});
