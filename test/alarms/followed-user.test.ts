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
            assert.deepEqual(list.splice(list.length - replaced.length).map(plain), replaced.map(plain));
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

test('readings that come late, are corrected or deleted are put in their place, or nothing is done', async () => {
  let [done, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(conditions, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0, START + 20 * MINUTE),
      fc.array(
        fc.record({
          kind: fc.constantFrom('append', 'append', 'insert', 'correct', 'delete'),
          step: fc.integer({ min: 1, max: 4 }),
          back: fc.integer({ min: 1, max: 70 }),
          heartRate: point.map(([, heartRate]) => heartRate),
          tells: fc.boolean(),
        }),
        { minLength: 40, maxLength: 200 },
      ),
      async (all, since, steps) => {
        // By time; even ones, so that there is room between them.
        const readings = new Map([[START, 80_000]]);
        const watched = all.map((condition) => ({ rule: { condition, since }, episodes: [] }));
        const sorted = () => [...readings].sort(([a], [b]) => a - b);
        const courses = new UserCourses(watched, { from: START, to: START + 1000 * MINUTE });
        await courses.read((some) => pagesOf(sorted(), some, 10));
        const evaluation = courses.end(START);
        const lists = evaluation.outcomes.map(({ episodes }) => [...episodes]);
        const followed = FollowedUser.after(evaluation);
        if (followed === undefined) return;
        let newest = START;
        for (const [at, { kind, step, back, heartRate, tells }] of steps.entries()) {
          if (kind === 'append') {
            newest = followed.newest + step * MINUTE;
            readings.set(newest, heartRate);
            followed.take(newest, heartRate);
          } else {
            // All that was found is told before something is taken back.
            tell();
            const before = sorted();
            const [time] = before[Math.max(0, before.length - back)]!;
            const from = kind === 'insert' ? time + 1000 : time;
            if (!followed.takeBack(from)) {
              refused += 1;
              continue;
            }
            done += 1;
            if (kind === 'delete') readings.delete(from);
            else readings.set(from, heartRate);
            for (const [later, value] of sorted()) if (later >= from) followed.take(later, value);
          }
          if (tells || kind !== 'append' || at === steps.length - 1) tell();
        }

        function tell() {
          const now = followed!.newest + 3 * MINUTE;
          for (const { watched: told, replaced, episodes, unsettled } of followed!.tell(now)) {
            const list: Episode[] = lists[watched.indexOf(told)]!;
            assert.deepEqual(list.splice(list.length - replaced.length).map(plain), replaced.map(plain));
            list.push(...episodes);
            assert.ok(unsettled <= list.length);
          }
          const known = sorted().filter(([time]) => time >= since);
          assert.deepEqual(
            lists.map((list) => list.map(plain)),
            all.map((condition) => referenceEpisodes(condition, known, now).map(plain)),
          );
        }
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(done > 1000 && refused > 1000, `${done} taken back, ${refused} refused`);
});

/** An episode that goes on grows without being told. */
function plain(episode: Episode): Episode {
  return episode.until === null ? { ...episode, peak: null, readings: 0 } : episode;
}
