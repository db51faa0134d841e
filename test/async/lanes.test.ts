import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lanes } from '../../src/async/lanes.ts';

test('as many are let through as there are lanes; whoever is through, also by failing, makes room for the next', async () => {
  const lanes = new Lanes(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const turns = gates.map(({ promise }, at) =>
    lanes.run(() => {
      begun.push(at);
      return promise;
    }),
  );
  await Promise.resolve();
  assert.deepEqual(begun, [0, 1]);
  gates[0]!.reject(new Error('failed'));
  await assert.rejects(turns[0]!, /failed/);
  gates[2]!.resolve();
  await turns[2];
  // Though the one who came second is not through yet.
  gates[3]!.resolve();
  await turns[3];
  assert.deepEqual(begun, [0, 1, 2, 3]);
  gates[1]!.resolve();
  await turns[1];
});

test('whoever comes takes a lane that is free', async () => {
  const lanes = new Lanes(2);
  const gate = Promise.withResolvers<void>();
  const slow = lanes.run(() => gate.promise);
  for (let round = 0; round < 3; round += 1) await lanes.run(async () => {});
  gate.resolve();
  await slow;
});
