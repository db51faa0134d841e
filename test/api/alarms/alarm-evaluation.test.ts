import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { until } from '../../../harness/until.ts';
import type { Episode } from '../../../src/alarms/episode.ts';
import { AlarmStore, type EventBody } from '../../../src/api/alarms/alarm-store.ts';
import type { Window } from '../../../src/window/window.ts';
import { conditions, point } from '../../alarms/arbitraries.ts';
import { type Point, referenceEpisodes } from '../../alarms/reference-episodes.ts';
import { NOW, openEvaluation, RULE, settled, storedEpisodes, USERS } from './open-evaluation.ts';

type Step =
  | { readonly user: number; readonly put: readonly Point[] }
  | { readonly user: number | 'all'; readonly drop: Window }
  | 'restart'
  | 'another rule';

const user = fc.constantFrom(...USERS);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ user, put: fc.array(point, { minLength: 1, maxLength: 30 }) }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.oneof(user, fc.constant('all' as const)), point, point)
      .map(([of, [a], [b]]) => ({ user: of, drop: { from: Math.min(a, b), to: Math.max(a, b) } })),
  },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
  { weight: 1, arbitrary: fc.constant('another rule' as const) },
);

/** An alarm that goes on grows without being told. */
function told(episode: Episode): Episode {
  return episode.until === null ? { ...episode, peak: null, readings: 0 } : episode;
}

describe('the alarms of a service', () => {
  test('equal what the readings say after any writes, restarts and new rules, and so do those of who heard of each change', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(conditions, { minLength: 2, maxLength: 4 }),
        fc.array(steps, { minLength: 1, maxLength: 10 }),
        async (all, course) => {
          const parts = await openEvaluation();
          const { state, store, rules, changes } = parts;
          const next = all.values();
          const addRule = async () => {
            const { value } = next.next();
            if (value !== undefined)
              await rules.create({ ...RULE, name: `rule ${(await rules.list()).length}`, condition: value });
          };
          await addRule();
          let running = parts.start();
          const stored = new Map(USERS.map((id) => [id, new Map<number, number>()]));
          for (const step of course) {
            if (step === 'restart') {
              await running.stop();
              running = parts.start();
            } else if (step === 'another rule') await addRule();
            else {
              const users = step.user === 'all' ? ('all' as const) : [step.user];
              const times = 'put' in step ? step.put.map(([at]) => at) : [step.drop.from, step.drop.to];
              const window = { from: Math.min(...times), to: Math.max(...times) };
              const change = await changes.begin({ users, window, isAboutUsers: false });
              if ('put' in step) {
                for (const [at, heartRate] of step.put) stored.get(step.user)!.set(at, heartRate);
                await store.ingest(
                  step.put.map(([at, heartRate]) => ({
                    userId: step.user,
                    timestamp: new Date(at),
                    heartRate: heartRate / 1000,
                  })),
                );
              } else {
                const { from, to } = step.drop;
                const [first, last] = [new Date(from), new Date(to)];
                for (const [id, readings] of stored) {
                  if (step.user !== 'all' && step.user !== id) continue;
                  for (const at of [...readings.keys()]) if (at >= from && at <= to) readings.delete(at);
                }
                await store.deleteReadings({
                  from: first,
                  to: last,
                  ...(step.user === 'all' ? {} : { userIds: [step.user] }),
                });
              }
              await changes.end(change, users);
              running.evaluation.wake();
            }
          }
          await settled(parts);
          await running.stop();
          for (const rule of await rules.list()) {
            for (const [id, readings] of stored) {
              const points = [...readings].sort(([a], [b]) => a - b);
              const expected = referenceEpisodes(rule.condition, points, NOW);
              assert.deepEqual((await storedEpisodes(state, rule, id)).map(told), expected.map(told));
            }
          }
          const log = await state.query('SELECT seq, kind, body FROM state.alarm_events ORDER BY seq');
          assert.deepEqual(
            log.map(([seq]) => seq),
            log.map((_, at) => at + 1),
          );
          const heard = new Map<string, EventBody['alarm']>();
          for (const [, kind, text] of log) {
            const { alarm } = JSON.parse(String(text)) as EventBody;
            assert.equal(heard.has(alarm.id), kind !== 'raised');
            if (kind === 'retracted') heard.delete(alarm.id);
            else heard.set(alarm.id, alarm);
          }
          const stands = (await Promise.all(USERS.map((id) => new AlarmStore(state).ofUser(id, 0)))).flatMap((rows) =>
            [...rows.values()].flat(),
          );
          const plain = (some: Iterable<EventBody['alarm']>) =>
            [...some].map((alarm) => ({ ...alarm, ...told(alarm) })).sort((one, other) => (one.id < other.id ? -1 : 1));
          assert.deepEqual(plain(heard.values()), plain(stands));
          await state.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of silence are raised by the clock, and resolved by the next reading', async () => {
    const at = Date.UTC(2023, 3, 5, 7);
    let now = at + 5 * 60_000;
    const parts = await openEvaluation(() => now);
    const { state, store, rules, changes } = parts;
    const send = async (timestamp: number) => {
      const written = { users: [1], window: { from: timestamp, to: timestamp }, isAboutUsers: false };
      const change = await changes.begin(written);
      await store.ingest([{ userId: 1, timestamp: new Date(timestamp), heartRate: 60 }]);
      await changes.end(change, [1]);
    };
    await store.ingest([{ userId: 1, timestamp: new Date(at), heartRate: 60 }]);
    const rule = await rules.create({ ...RULE, name: 'silent', condition: { type: 'silence', forMinutes: 10 } });
    const running = parts.start();
    const episodes = () => storedEpisodes(state, rule, 1);
    await settled(parts);
    assert.deepEqual(await episodes(), []);
    now = at + 10 * 60_000 + 1;
    const raised = { from: at, raisedAt: at + 10 * 60_000, until: null, peak: null, readings: 1 };
    await until('the alarm', async () => (await episodes()).length);
    assert.deepEqual(await episodes(), [raised]);
    await send(at + 20 * 60_000);
    await settled(parts);
    assert.deepEqual(await episodes(), [{ ...raised, until: at + 20 * 60_000 }]);
    // A late reading shows that there was less silence.
    await send(at + 8 * 60_000);
    await settled(parts);
    const less = { ...raised, from: at + 8 * 60_000, raisedAt: at + 18 * 60_000, until: at + 20 * 60_000 };
    assert.deepEqual(await episodes(), [less]);
    await running.stop();
    await state.close();
  });

  test('are none of a rule that is deleted while a user is evaluated', async () => {
    const parts = await openEvaluation();
    const { state, store, rules, alarms } = parts;
    await store.ingest([1, 2].map((minute) => ({ userId: 1, timestamp: new Date(minute * 60_000), heartRate: 150 })));
    const condition = { type: 'sustained', direction: 'above', limit: 120, forMinutes: 1 } as const;
    const rule = await rules.create({
      ...{ ...RULE, name: 'fast' },
      condition: { ...condition, minReadings: 1, maxGapMinutes: 5 },
    });
    const apply = alarms.apply.bind(alarms);
    const applied = Promise.withResolvers<boolean>();
    alarms.apply = async (...given) => {
      alarms.apply = apply;
      // As the route does.
      await rules.replace(rule.id, { ...rule, enabled: false });
      await alarms.retractAll(rule, NOW);
      await rules.delete(rule.id);
      const isDone = await apply(...given);
      applied.resolve(isDone);
      return isDone;
    };
    const running = parts.start();
    assert.equal(await applied.promise, false);
    await running.stop();
    assert.deepEqual(await alarms.ofUser(1, 0), new Map());
    await state.close();
  });

  test('of somebody who cannot be evaluated hold up nobody else', async () => {
    const parts = await openEvaluation();
    const { state, store, rules, alarms, changes } = parts;
    await rules.create({ ...RULE, name: 'silent', condition: { type: 'silence', forMinutes: 10 } });
    let running = parts.start();
    await settled(parts);
    const ofUser = alarms.ofUser.bind(alarms);
    alarms.ofUser = async (userId, since) => {
      if (userId === 1) throw new Error('broken');
      return ofUser(userId, since);
    };
    for (const userId of [1, 2]) {
      const note = await changes.begin({ users: [userId], window: { from: 5, to: 5 }, isAboutUsers: false });
      await store.ingest([{ userId, timestamp: new Date(5), heartRate: 60 }]);
      await changes.end(note, [userId]);
    }
    await until('the other one', async () => (await changes.list()).length === 1);
    assert.equal((await ofUser(2, 0)).size, 1);
    alarms.ofUser = ofUser;
    await settled(parts);
    await assert.rejects(running.stop(), assert.AssertionError);
    running = parts.start();
    await running.stop();
    await state.close();
  });
});
