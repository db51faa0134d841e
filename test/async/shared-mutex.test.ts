import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SharedMutex } from '../../src/async/shared-mutex.ts';

/** Work that goes on until it is told to end. */
function held(begun: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const work = () => {
    begun.push(name);
    return promise;
  };
  return { work, end: resolve, fail: reject };
}

test('those who may be together are; who goes alone waits for them, and those who come later wait for him', async () => {
  const { together, alone } = new SharedMutex();
  const begun: string[] = [];
  const [first, second, third, fourth] = ['first', 'second', 'third', 'fourth'].map((name) => held(begun, name));
  const turns = [
    together.run(first!.work),
    together.run(second!.work),
    alone.run(third!.work),
    together.run(fourth!.work),
  ];
  first!.end();
  await turns[0];
  assert.deepEqual(begun, ['first', 'second']);
  second!.end();
  third!.end();
  fourth!.end();
  await Promise.all(turns);
  assert.deepEqual(begun, ['first', 'second', 'third', 'fourth']);
});

test('work that fails lets the next through', async () => {
  const { together, alone } = new SharedMutex();
  const failure = async () => {
    throw new Error('failed');
  };
  const turns = [together.run(failure), alone.run(failure), together.run(failure), alone.run(async () => 'done')];
  const outcomes = await Promise.allSettled(turns);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected', 'fulfilled'],
  );
});

test('whatever the order of arrival, nobody is beside one who goes alone, and turns are in that order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 5 })), { maxLength: 20 }), async (arrivals) => {
      const { together, alone } = new SharedMutex();
      const inside = { together: 0, alone: 0 };
      const begun: number[] = [];
      await Promise.all(
        arrivals.map(([isAlone, steps], at) => {
          const kind = isAlone ? 'alone' : 'together';
          return (isAlone ? alone : together).run(async () => {
            begun.push(at);
            inside[kind] += 1;
            for (let step = 0; step < steps; step += 1) {
              await undefined;
              assert.ok(inside.alone === 0 || (inside.alone === 1 && inside.together === 0));
            }
            inside[kind] -= 1;
          });
        }),
      );
      assert.deepEqual(begun, [...arrivals.keys()]);
    }),
  );
});
