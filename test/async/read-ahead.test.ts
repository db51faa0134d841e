import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { readAhead } from '../../src/async/read-ahead.ts';

test('makes one item ahead and no more', async () => {
  let made = 0;
  async function* count(): AsyncGenerator<number, void, undefined> {
    for (;;) yield ++made;
  }
  const stream = readAhead(count());
  assert.deepEqual(await stream.next(), { value: 1, done: false });
  await setImmediate();
  assert.equal(made, 2);
  assert.deepEqual(await stream.next(), { value: 2, done: false });
  await stream.return();
});

test('gives every item in order, then ends', async () => {
  async function* three(): AsyncGenerator<number, void, undefined> {
    yield* [1, 2, 3];
  }
  const items: number[] = [];
  for await (const item of readAhead(three())) items.push(item);
  assert.deepEqual(items, [1, 2, 3]);
});

test('reports a failure when the item is asked for, after all items before it', async () => {
  async function* failing(): AsyncGenerator<number, void, undefined> {
    yield 1;
    throw new Error('broken');
  }
  const stream = readAhead(failing());
  assert.equal((await stream.next()).value, 1);
  await setImmediate();
  await assert.rejects(stream.next(), /broken/);
});

test('closes its source when the consumer stops', async () => {
  let closed = false;
  async function* endless(): AsyncGenerator<number, void, undefined> {
    try {
      for (;;) yield 1;
    } finally {
      closed = true;
    }
  }
  for await (const item of readAhead(endless())) {
    assert.equal(item, 1);
    break;
  }
  assert.ok(closed);
});
