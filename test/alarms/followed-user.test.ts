import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Episode } from '../../src/alarms/episode.ts';
import { FollowedUser } from '../../src/alarms/followed-user.ts';
import { UserCourses } from '../../src/alarms/user-courses.ts';
import { conditions, MINUTE, pagesOf, point, START } from './arbitraries.ts';
import { referenceEpisodes } from './reference-episodes.ts';

test('a user who is followed has the episodes of all readings at once after each of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(conditions, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0, START + 100 * MINUTE),
      fc.uniqueArray(point, { minLength: 2, maxLength: 80, selector: ([at]) => at }),
      fc.nat({ max: 60 }),
      fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
      async (all, since, unordered, read, tells) => {
        const points = unordered.sort(([a], [b]) => a - b);
        const known = points.slice(0, (read % points.length) + 1);
        const window = { from: START, to: START + 1000 * MINUTE };
        const watched = all.map((condition) => ({ rule: { condition, since }, episodes: [] }));
        let now = known.at(-1)![0];
        const courses = new UserCourses(watched, window);
        await courses.read((some) => pagesOf(known, some, 10));
        const evaluation = courses.end(now);
        const lists = evaluation.outcomes.map(({ episodes }) => [...episodes]);
        const followed = FollowedUser.after(evaluation);
        // Before `since` there is nothing to read.
        if (followed === undefined) return void assert.ok(now < since);
        for (const [at, [time, heartRate]] of points.entries()) {
          if (at < known.length) continue;
          followed.take(time, heartRate);
          now = time + (at % 7) * 5 * MINUTE;
          if (!tells[at] && at !== points.length - 1) continue;
          for (const { watched: told, replaced, episodes } of followed.tell(now)) {
            const list: Episode[] = lists[watched.indexOf(told)]!;
            if (replaced !== undefined) assert.equal(list.pop()?.from, replaced.from);
            list.push(...episodes);
          }
          const soFar = points.filter(([t], index) => index <= at && t >= since);
          assert.deepEqual(
            lists.map((list) => list.map(plain)),
            all.map((condition) => referenceEpisodes(condition, soFar, now).map(plain)),
          );
        }
      },
    ),
    { numRuns: 3000 },
  );
});

/** An episode that goes on grows without being told. */
function plain(episode: Episode): Episode {
  return episode.until === null ? { ...episode, peak: null, readings: 0 } : episode;
}
