import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NextRun } from '../../src/async/next-run.ts';

test('all who ask before a run begins are served by it, and those who ask during it by the next', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const runs = new NextRun(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const first = [runs.run(), runs.run()];
  await new Promise(setImmediate);
  assert.equal(gates.length, 1);
  const second = [runs.run(), runs.run()];
  await new Promise(setImmediate);
  assert.equal(gates.length, 1);
  gates[0]!.reject(new Error('away'));
  for (const served of first) await assert.rejects(served, /away/);
  await new Promise(setImmediate);
  assert.equal(gates.length, 2);
  gates[1]!.resolve();
  await Promise.all(second);
  const third = runs.run();
  await new Promise(setImmediate);
  gates[2]!.resolve();
  await third;
  assert.equal(gates.length, 3);
});
