import { test } from 'node:test';
import fc from 'fast-check';
import { ReferenceStore } from '../../reference/reference-store.ts';
import { checkAnswers, checkContents, probe } from '../answers.ts';
import { world } from '../arbitraries.ts';
import { checkVerify, commands, run, type Stage } from '../commands.ts';
import type { Target } from '../target.ts';

/** Random sequences of everything that can be done to a store, with all queries after every step. */
export function sequences(target: Target, runs: number): void {
  test('after any sequence of writes and deletions every answer is that of the raw readings', async () => {
    const probes = fc.array(probe, { minLength: 5, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(world, commands, probes, async (places, steps, queries) => {
        const stage: Stage = {
          store: await target.open(),
          reference: new ReferenceStore(),
          world: places,
          reopen: target.reopen,
        };
        for (const [at, step] of steps.entries()) {
          await run(stage, step);
          for (const query of [queries[(2 * at) % queries.length]!, queries[(2 * at + 1) % queries.length]!]) {
            await checkAnswers(stage.store, stage.reference, places, query);
          }
        }
        await checkContents(stage.store, stage.reference);
        await checkVerify(stage.store, stage.reference);
      }),
      { numRuns: runs },
    );
  });
}
