import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Episode } from '../../src/alarms/episode.ts';
import { UserCourses, type Watched } from '../../src/alarms/user-courses.ts';
import type { Window } from '../../src/window/window.ts';
import { conditions, MINUTE, pagesOf, point, START } from './arbitraries.ts';
import { type Point, referenceEpisodes } from './reference-episodes.ts';

type Step = { readonly put: readonly Point[] } | { readonly drop: Window };
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.array(point, { minLength: 1, maxLength: 40 }).map((put) => ({ put })) },
  {
    weight: 1,
    arbitrary: fc.tuple(point, point).map(([[a], [b]]) => ({ drop: { from: Math.min(a, b), to: Math.max(a, b) } })),
  },
);

describe('the courses of a user', () => {
  test('end in the episodes of all readings at once, whatever the order in which they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(conditions, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(0, START + 100 * MINUTE),
        fc.array(steps, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 7 }),
        async (all, since, changes, pageSize) => {
          const stored = new Map<number, number>();
          const now = START + 2000 * MINUTE;
          let watched: Watched[] = all.map((condition) => ({ rule: { condition, since }, episodes: [] }));
          for (const change of changes) {
            const window = apply(change, stored);
            const points = [...stored].sort(([a], [b]) => a - b);
            const courses = new UserCourses(watched, window);
            await courses.read((some) => pagesOf(points, some, pageSize));
            const { outcomes } = courses.end(now);
            watched = outcomes.map(({ watched: { rule, episodes }, replaced, episodes: found }) => ({
              rule,
              episodes: splice(episodes, replaced, found),
            }));
            const expected = all.map((condition) =>
              referenceEpisodes(
                condition,
                points.filter(([at]) => at >= since),
                now,
              ),
            );
            assert.deepEqual(
              watched.map(({ episodes }) => episodes),
              expected,
            );
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function apply(change: Step, stored: Map<number, number>): Window {
  if ('drop' in change) {
    for (const at of [...stored.keys()]) if (at >= change.drop.from && at <= change.drop.to) stored.delete(at);
    return change.drop;
  }
  for (const [at, heartRate] of change.put) stored.set(at, heartRate);
  const times = change.put.map(([at]) => at);
  return { from: Math.min(...times), to: Math.max(...times) };
}

/** The replaced ones are one stretch; where there is none, the others are put in order of time. */
function splice(episodes: readonly Episode[], replaced: readonly Episode[], found: readonly Episode[]): Episode[] {
  const gone = new Set(replaced);
  return [...episodes.filter((episode) => !gone.has(episode)), ...found].sort((one, other) => one.from - other.from);
}
