import { setTimeout as sleep } from 'node:timers/promises';
import type { Alarm } from '../../alarms/alarm.ts';
import type { Episode } from '../../alarms/episode.ts';
import { inPages } from '../../async/in-pages.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { User } from '../../model/user.ts';
import type { WatchOptions } from '../../store/store.ts';
import { ALL_TIME, type Window } from '../../window/window.ts';
import type { AlarmStore } from './alarm-store.ts';
import type { ChangeLog } from './change-log.ts';
import { readUsers, type ScannedStore, usersAtATime } from './read-users.ts';
import type { RuleStore, StoredRule } from './rule-store.ts';
import { UserWork } from './user-evaluation.ts';

/** What differs about one alarm. */
export interface AlarmDifference {
  /** `missing`: it is not there; `unexpected`: by the readings there is none; `different`: it is otherwise than they say. */
  readonly kind: 'missing' | 'unexpected' | 'different';
  readonly ruleId: string;
  readonly userId: number;
  /** Of the alarm that is there. */
  readonly alarmId: string | null;
  readonly expected: Episode | null;
  readonly actual: Episode | null;
}

/** What came of comparing all alarms with the readings. */
export interface AlarmReport {
  readonly ok: boolean;
  readonly users: number;
  readonly rules: number;
  /** Alarms that are there. */
  readonly alarms: number;
  readonly differing: number;
  /** The first thousand. */
  readonly differences: readonly AlarmDifference[];
  /** Whether all that was written before was evaluated within a minute; otherwise what differs may only be late. */
  readonly isSettled: boolean;
}

/** A report, and whom it concerns. */
export interface AlarmVerification {
  readonly report: AlarmReport;
  /** Users with an alarm that differs. */
  readonly userIds: ReadonlySet<number>;
}

/** What alarms are compared with. */
export interface VerificationParts {
  readonly store: ScannedStore;
  readonly rules: RuleStore;
  readonly alarms: AlarmStore;
  readonly changes: ChangeLog;
  /** How many users there are, about. */
  readonly total: number;
  /** From the first reading of the store to the last one, about. */
  readonly stretch: Window;
  /** Waits between two pieces of the long part of the work, so that other work goes on; nothing waits when left out. */
  readonly rest?: () => Promise<void>;
}

const LISTED = 1000;
/** How often who differs is looked at again. */
const ROUNDS = 5;
/** Longer than it takes until silence that is due is found. */
const PAUSE_MS = 2000;
const LOOK_MS = 50;
const SETTLED_WITHIN_MS = 60_000;
const USERS_AT_A_TIME = 1000;

/**
 * Finds the episodes of everybody by all rules that are enabled anew from the raw readings, and compares the alarms with them. What
 * differs because a write is still being evaluated does not count: who differs is looked at again once that is done. That alarms
 * which go on have grown is no difference.
 *
 * @throws PulsebaseError `ABORTED`, or what the store or the state throws.
 */
export async function verifyAlarms(
  parts: VerificationParts,
  { signal, onProgress = () => {} }: WatchOptions = {},
): Promise<AlarmVerification> {
  const { store, alarms } = parts;
  let isSettled = await settle(parts, signal);
  let found = new Found();
  const seen = new Set<number>();
  const rules = await enabledRules(parts);
  const compare = async (
    users: readonly ComparedUser[],
    current: readonly StoredRule[],
    into: Found,
    rest: VerificationParts['rest'] = undefined,
  ) => {
    for await (const done of compareUsers(parts, current, users, into)) {
      requireGoingOn(signal);
      onProgress(Math.min((seen.size + done * users.length) / (parts.total + 1), 0.99));
      await rest?.();
    }
  };
  for await (const users of inPages(store.users(0), usersAtATime(store, rules.length))) {
    requireGoingOn(signal);
    await compare(
      users.map((user) => ({ id: user.id, user })),
      rules,
      found,
      parts.rest,
    );
    for (const { id } of users) seen.add(id);
  }
  for (let last = 0, page = await alarms.userIds(0, USERS_AT_A_TIME); page.length > 0; ) {
    for (const id of page) {
      last = id;
      if (!seen.has(id)) await compare([{ id, user: await store.user(id) }], rules, found);
    }
    page = await alarms.userIds(last, USERS_AT_A_TIME);
  }
  const compared = { users: seen.size, rules: rules.length, alarms: found.alarms };
  for (let round = 0; round < ROUNDS && found.userIds.size > 0; round += 1) {
    if (round === 0) await sleep(PAUSE_MS, undefined, { signal }).catch(() => requireGoingOn(signal));
    isSettled = await settle(parts, signal);
    const again = new Found();
    const current = await enabledRules(parts);
    const isQuiet = await nothingIsNoted(parts);
    for await (const users of inPages(usersOf(store, found.userIds), usersAtATime(store, current.length))) {
      requireGoingOn(signal);
      await compare(users, current, again);
    }
    found = again;
    if (isQuiet && (await nothingIsNoted(parts))) break;
  }
  for (const alarm of await alarms.ofGoneRules()) found.add(unexpected(alarm));
  const { differing, differences } = found;
  return {
    report: { ok: differing === 0, ...compared, differing, differences, isSettled },
    userIds: found.userIds,
  };
}

class Found {
  readonly userIds = new Set<number>();
  readonly differences: AlarmDifference[] = [];
  differing = 0;
  alarms = 0;

  add(difference: AlarmDifference): void {
    this.differing += 1;
    if (this.differences.length < LISTED) this.differences.push(difference);
  }
}

interface ComparedUser {
  readonly id: number;
  /** `undefined` for one who is not there. */
  readonly user: User | undefined;
}

async function* usersOf(store: ScannedStore, ids: Iterable<number>): AsyncGenerator<ComparedUser> {
  for (const id of ids) yield { id, user: await store.user(id) };
}

/** Compares some users; yields how much is done, from 0 to 1. */
async function* compareUsers(
  { store, alarms, stretch }: VerificationParts,
  rules: readonly StoredRule[],
  users: readonly ComparedUser[],
  found: Found,
): AsyncGenerator<number> {
  const compared: { readonly all: readonly Alarm[]; readonly id: number; readonly work: UserWork | undefined }[] = [];
  for (const { id, user } of users) {
    const stored = await alarms.ofUser(id, ALL_TIME.from);
    const all = [...stored.values()].flat();
    compared.push({ id, all, work: user && new UserWork(user, rules, ALL_TIME, stored) });
  }
  const works = compared.flatMap(({ work }) => work ?? []);
  if (rules.length > 0) yield* readUsers(store, works, stretch);
  for (const { id, all, work } of compared) {
    found.alarms += all.length;
    const differences = work === undefined ? all.map(unexpected) : rules.length === 0 ? [] : differencesOf(work, all);
    for (const difference of differences) found.add(difference);
    if (differences.length > 0) found.userIds.add(id);
  }
}

/** @param all The alarms that are there. */
function differencesOf(work: UserWork, all: readonly Alarm[]): AlarmDifference[] {
  const now = Date.now();
  const { changes } = work.end(now, now);
  const byId = new Map(all.map((alarm) => [alarm.id, alarm]));
  return changes.flatMap(({ kind, alarm }): AlarmDifference[] => {
    const actual = byId.get(alarm.id);
    // One that is over is raised and resolved: it counts once.
    if (kind === 'grown' || (kind === 'raised' && changes.some((one) => isEndOf(one.kind, one.alarm, alarm))))
      return [];
    if (kind === 'retracted') return [unexpected(alarm)];
    return [
      {
        kind: actual === undefined ? 'missing' : 'different',
        ...{ ruleId: alarm.ruleId, userId: alarm.userId, alarmId: actual?.id ?? null },
        expected: episodeOf(alarm),
        actual: actual === undefined ? null : episodeOf(actual),
      },
    ];
  });
}

function isEndOf(kind: string, alarm: Alarm, raised: Alarm): boolean {
  return kind === 'resolved' && alarm.id === raised.id;
}

/** Waits until all is evaluated that is noted now; returns whether it was in time. */
async function settle({ changes, rules }: VerificationParts, signal: AbortSignal | undefined): Promise<boolean> {
  const noted = new Set((await changes.list()).map(keyOf));
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    requireGoingOn(signal);
    const isDone = (await changes.list()).every((change) => !noted.has(keyOf(change)));
    const isApplied = (await rules.list()).every(({ enabled, doneUpTo }) => !enabled || doneUpTo === undefined);
    if (isDone && isApplied) return true;
    if (performance.now() > deadline) return false;
    await sleep(LOOK_MS);
  }
}

async function nothingIsNoted({ changes }: VerificationParts): Promise<boolean> {
  return (await changes.list()).length === 0;
}

async function enabledRules({ rules }: VerificationParts): Promise<StoredRule[]> {
  return (await rules.list()).filter(({ enabled }) => enabled);
}

function requireGoingOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PulsebaseError('ABORTED', 'not all alarms were compared; nothing was changed');
}

function keyOf({ service, number }: { readonly service: string; readonly number: number }): string {
  return `${service} ${number}`;
}

function unexpected(alarm: Alarm): AlarmDifference {
  const { id, ruleId, userId } = alarm;
  return { kind: 'unexpected', ruleId, userId, alarmId: id, expected: null, actual: episodeOf(alarm) };
}

function episodeOf({ from, raisedAt, until, peak, readings }: Episode): Episode {
  return { from, raisedAt, until, peak, readings };
}
