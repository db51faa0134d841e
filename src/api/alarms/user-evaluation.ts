import { randomUUID } from 'node:crypto';
import type { Alarm } from '../../alarms/alarm.ts';
import { type AlarmChange, alarmChanges } from '../../alarms/alarm-changes.ts';
import { concernedSince } from '../../alarms/concerned-since.ts';
import { kindOfCondition } from '../../alarms/conditions/kind-of-condition.ts';
import type { Episode } from '../../alarms/episode.ts';
import { FollowedUser } from '../../alarms/followed-user.ts';
import { UserCourses, type Watched } from '../../alarms/user-courses.ts';
import type { ReadingPage } from '../../engine/engine.ts';
import type { User } from '../../model/user.ts';
import { ALL_TIME, type Window } from '../../window/window.ts';
import type { StoredRule } from './rule-store.ts';

/** What an evaluation reads of a store. */
export interface EvaluatedStore {
  user(userId: number): Promise<User | undefined>;
  readings(userId: number, window: Window): AsyncIterable<ReadingPage>;
}

/** A change of an alarm, with the name of its rule. */
export type NamedChange = AlarmChange & { readonly ruleName: string };

/** Alarms of one user by the id of their rule, in order of time. */
export type AlarmsByRule = ReadonlyMap<string, readonly Alarm[]>;

interface RuleOfUser extends Watched {
  readonly rule: StoredRule;
}

/** One user, kept between evaluations so that new readings are taken as they come. */
export interface KeptUser {
  readonly user: User;
  readonly followed: FollowedUser<RuleOfUser>;
  /** By rule, the last alarms: those that others may take the place of. */
  readonly recent: Map<string, readonly Alarm[]>;
}

/** What came of an evaluation. */
export interface UserOutcome {
  readonly changes: readonly NamedChange[];
  /** To go on with once the changes are written. */
  readonly kept: KeptUser | undefined;
  /** Time of the user's newest reading, where it was found. */
  readonly newest: number | undefined;
}

/**
 * Evaluates one user by all rules after readings in a window have changed.
 *
 * @param alarmsFrom Returns the alarms of the user that go on, or were over at an instant or later, by rule.
 * @param now Unix milliseconds, for silence.
 * @param cameAt When the readings came.
 */
export async function evaluateAgain(
  store: EvaluatedStore,
  user: User,
  rules: readonly StoredRule[],
  changed: Window,
  alarmsFrom: (instant: number) => Promise<AlarmsByRule>,
  now: number,
  cameAt: number,
): Promise<UserOutcome> {
  const reaches = rules.map(({ condition }) => kindOfCondition(condition).reachOf(condition));
  const back = Math.max(0, ...reaches.map(({ back: most, bucket }) => Math.max(most, bucket)));
  const alarms = await alarmsFrom(Math.max(changed.from - back, ALL_TIME.from));
  const work = new UserWork(user, rules, changed, alarms);
  await work.read(store);
  return work.end(now, cameAt);
}

/** The evaluation of one user by some rules: it reads, or is given, the readings one after the other. */
export class UserWork {
  readonly user: User;
  readonly #rules: readonly StoredRule[];
  readonly #concerned: readonly StoredRule[];
  readonly #alarms: AlarmsByRule;
  readonly #courses: UserCourses<RuleOfUser>;

  /** @param alarms Those that go on, or were over when the change may matter, by rule. */
  constructor(user: User, rules: readonly StoredRule[], changed: Window, alarms: AlarmsByRule) {
    this.user = user;
    this.#rules = rules;
    this.#alarms = alarms;
    this.#concerned = rules.flatMap((rule) => {
      const since = concernedSince(rule, user);
      // Nearly always it is the same: there is one object for all users then.
      return since === undefined ? [] : [since === rule.since ? rule : { ...rule, since }];
    });
    const watched = this.#concerned.map((rule): RuleOfUser => ({ rule, episodes: this.#unsettled(rule) }));
    this.#courses = new UserCourses(watched, changed);
  }

  /** From when on readings matter; infinite where none does. */
  get readsFrom(): number {
    return this.#courses.readsFrom;
  }

  /** Takes the next reading; returns whether further ones matter. */
  take(timestamp: number, heartRate: number): boolean {
    return this.#courses.take(timestamp, heartRate);
  }

  read(store: EvaluatedStore): Promise<void> {
    return this.#courses.read((window) => store.readings(this.user.id, window));
  }

  end(now: number, cameAt: number): UserOutcome {
    const { id } = this.user;
    const evaluation = this.#courses.end(now);
    const recent = new Map<string, readonly Alarm[]>();
    const changes = evaluation.outcomes.flatMap(({ watched: { rule }, replaced, episodes }) => {
      // The episodes of before are alarms.
      const found = changesOf(rule, id, replaced as readonly Alarm[], episodes, cameAt);
      if (found.alarms.length > 0) recent.set(rule.id, found.alarms.slice(-1));
      return found.changes;
    });
    // A rule that concerns the user no more has no alarms of this user, but for those of before it began.
    for (const rule of this.#rules) {
      if (this.#concerned.some((one) => one.id === rule.id)) continue;
      changes.push(...changesOf(rule, id, this.#unsettled(rule), [], cameAt).changes);
    }
    const followed = FollowedUser.after(evaluation);
    return { changes, kept: followed && { user: this.user, followed, recent }, newest: evaluation.newest };
  }

  /** The alarms by a rule, without those that were over before it began. */
  #unsettled({ id, since }: StoredRule): Alarm[] {
    return (this.#alarms.get(id) ?? []).filter(({ until }) => until === null || until >= since);
  }
}

/**
 * Evaluates a user who was kept by the readings that have come since, where it turns out that nothing else has changed: what a write
 * has brought was often read already with the write before it.
 *
 * @param from Since when readings may have changed.
 * @param withGrowth Whether alarms that only go on count as changed.
 * @returns `undefined` when something else has changed, or may have: the user must be evaluated again.
 */
export async function evaluateOn(
  store: EvaluatedStore,
  kept: KeptUser,
  from: number,
  now: number,
  cameAt: number,
  withGrowth: boolean,
): Promise<UserOutcome | undefined> {
  const { user, followed, recent } = kept;
  if (!followed.remembers(from)) return undefined;
  const known = [...followed.recall(from)];
  const window = { from: Math.min(from, followed.newest + 1), to: ALL_TIME.to };
  /** How many of the known ones have been met; all of them once the others are taken back. */
  let seen = 0;
  if (window.from <= window.to) {
    for await (const { timestamps, heartRates } of store.readings(user.id, window)) {
      for (let at = 0; at < timestamps.length; at += 1) {
        const [timestamp, heartRate] = [timestamps[at]!, heartRates[at]!];
        const next = known[seen];
        if (next?.timestamp === timestamp && next.heartRate === heartRate) {
          seen += 1;
          continue;
        }
        if (next !== undefined || timestamp <= followed.newest) {
          if (!followed.takeBack(Math.min(timestamp, next?.timestamp ?? timestamp))) return undefined;
          seen = known.length;
        }
        followed.take(timestamp, heartRate);
      }
    }
  }
  const gone = known[seen];
  if (gone !== undefined && !followed.takeBack(gone.timestamp)) return undefined;
  const changes = followed.tell(now, withGrowth).flatMap(({ watched: { rule }, replaced, episodes, unsettled }) => {
    const alarms = recent.get(rule.id) ?? [];
    const before = alarms.slice(alarms.length - replaced.length);
    if (before.length < replaced.length || before.some(({ from }, at) => from !== replaced[at]!.from)) {
      throw new Error('an alarm is not the one that was kept');
    }
    const found = changesOf(rule, user.id, before, episodes, cameAt);
    const all = [...alarms.slice(0, alarms.length - replaced.length), ...found.alarms];
    recent.set(rule.id, all.slice(all.length - Math.min(all.length, unsettled)));
    return found.changes;
  });
  return { changes, kept, newest: followed.newest };
}

/** The changes by one rule, and its alarms after them: one for each episode. */
function changesOf(
  rule: StoredRule,
  userId: number,
  replaced: readonly Alarm[],
  episodes: readonly Episode[],
  cameAt: number,
): { readonly changes: readonly NamedChange[]; readonly alarms: readonly Alarm[] } {
  const changes = alarmChanges(replaced, episodes, { rule, userId, cameAt }, randomUUID);
  const alarms = episodes.map(
    (episode) =>
      changes.findLast(({ kind, alarm: { from } }) => kind !== 'retracted' && from === episode.from)?.alarm ??
      replaced.find(({ from }) => from === episode.from)!,
  );
  return { changes: changes.map((change) => ({ ...change, ruleName: rule.name })), alarms };
}
