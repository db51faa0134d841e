import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ReadingInput } from '../../../src/model/reading.ts';
import { allAnswers, periodOf, probe } from '../answers.ts';
import { goodRow, rowOf, world } from '../arbitraries.ts';
import type { Target } from '../target.ts';

/** Where no key has two values, neither the order nor the cut into batches nor sending twice can be seen in any answer. */
export function orders(target: Target, runs: number): void {
  test('any order and any cut of the same readings gives the same bytes', async () => {
    const arbitrary = fc
      .tuple(world, fc.array(goodRow, { minLength: 5, maxLength: 80 }))
      .map(([places, specs]) => {
        // The first row of a key stands for it.
        const byKey = new Map<string, ReadingInput>();
        for (const spec of specs) {
          const { input, expected } = rowOf(places, spec);
          if (typeof expected === 'string' || expected.milli < 20_000 || expected.milli > 300_000) continue;
          const key = `${expected.userId} ${expected.ms}`;
          if (!byKey.has(key)) byKey.set(key, input);
        }
        return { places, readings: [...byKey.values()] };
      })
      .chain(({ places, readings }) =>
        fc.record({
          places: fc.constant(places),
          readings: fc.constant(readings),
          shuffled: fc.shuffledSubarray(readings, { minLength: readings.length }),
          again: fc.shuffledSubarray(readings),
          size: fc.integer({ min: 3, max: 25 }),
          windows: fc.array(probe, { minLength: 2, maxLength: 3 }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ places, readings, shuffled, again, size, windows }) => {
        const periods = windows.map(({ window }) => periodOf(places, window));
        const users = places.ids.map((id) => ({ id }));

        const whole = await target.open();
        await whole.importUsers(users);
        assert.equal((await whole.ingest(readings)).inserted, readings.length);
        const expected = await allAnswers(whole, places, periods);

        const cut = await target.open();
        await cut.importUsers(users);
        for (let at = 0; at < shuffled.length; at += size) await cut.ingest(shuffled.slice(at, at + size));
        assert.equal((await cut.ingest(again)).unchanged, again.length);
        assert.equal(await allAnswers(cut, places, periods), expected);
      }),
      { numRuns: Math.ceil(runs / 2) },
    );
  });
}
