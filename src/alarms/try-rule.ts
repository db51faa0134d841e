import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { User } from '../model/user.ts';
import type { Store, WatchOptions } from '../store/store.ts';
import { bucketOf, bucketStart } from '../window/bucket.ts';
import type { Window } from '../window/window.ts';
import { concernedSince } from './concerned-since.ts';
import { kindOfCondition } from './conditions/kind-of-condition.ts';
import type { Machine } from './conditions/machine.ts';
import type { Episode } from './episode.ts';
import { History } from './history.ts';
import type { Rule } from './rule.ts';
import { scanReadings } from './scan-readings.ts';

/** What a rule would have raised in a window. */
export interface RuleTrial {
  /** Users whom it concerns. */
  readonly usersConcerned: number;
  /** Users with an alarm at least. */
  readonly users: number;
  readonly alarms: number;
  /** Alarms raised on each day, UTC, that has some; in order. */
  readonly days: readonly { readonly day: Date; readonly alarms: number }[];
  /** The users with the most alarms, most first. */
  readonly mostAlarmed: readonly AlarmedUser[];
}

/** The alarms of one user. */
export interface AlarmedUser {
  readonly userId: number;
  readonly externalId: string | null;
  readonly alarms: number;
  /** The one that lasted longest. */
  readonly longest: Episode;
}

/** Users who are listed. */
const LISTED = 100;

/**
 * Finds out over history which alarms a rule would have raised, as if all readings of a window had come in order and none before it.
 * Silence is judged as of the end of the window.
 *
 * @throws PulsebaseError `ABORTED`, or what the store throws.
 */
export async function tryRule(
  store: Pick<Store, 'listUsers' | 'readings' | 'scan' | 'stats'>,
  rule: Pick<Rule, 'whom' | 'condition'>,
  window: Window,
  options: WatchOptions = {},
): Promise<RuleTrial> {
  const tried = new Map<number, TriedUser>();
  for await (const user of store.listUsers()) {
    const since = concernedSince({ whom: rule.whom, since: window.from }, user);
    if (since !== undefined && since <= window.to) tried.set(user.id, new TriedUser(rule, user, since));
  }
  if (tried.size > 0) {
    if (store.scan === undefined) await readEach(store, tried, window, options);
    else await readAll(store, tried, window, options);
  }
  const days = new Map<number, number>();
  let alarms = 0;
  const alarmed: AlarmedUser[] = [];
  for (const user of tried.values()) {
    const episodes = user.episodes(window.to);
    for (const { raisedAt } of episodes) {
      const day = bucketOf('day', raisedAt);
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    alarms += episodes.length;
    if (episodes.length > 0) alarmed.push(summary(user, episodes, window.to));
  }
  return {
    usersConcerned: tried.size,
    users: alarmed.length,
    alarms,
    days: [...days]
      .sort(([one], [other]) => one - other)
      .map(([day, count]) => ({ day: new Date(bucketStart('day', day)), alarms: count })),
    mostAlarmed: alarmed.sort((one, other) => other.alarms - one.alarms || one.userId - other.userId).slice(0, LISTED),
  };
}

/** One user on the way through the readings. */
class TriedUser {
  readonly user: User;
  readonly #rule: Pick<Rule, 'condition'>;
  readonly #since: number;
  readonly #machine: Machine;
  readonly #history = new History();
  readonly #before: number;
  #newest: number | undefined;

  constructor(rule: Pick<Rule, 'condition'>, user: User, since: number) {
    const kind = kindOfCondition(rule.condition);
    this.user = user;
    this.#rule = rule;
    this.#since = since;
    this.#machine = kind.start(rule.condition, since);
    this.#before = kind.reachOf(rule.condition).before;
  }

  take(timestamp: number, heartRate: number): void {
    if (timestamp < this.#since) return;
    this.#newest = timestamp;
    this.#machine.take(this.#history, this.#history.push(timestamp, heartRate));
    this.#history.forget(timestamp - this.#before);
  }

  episodes(now: number): Episode[] {
    const { condition } = this.#rule;
    const silence =
      this.#newest === undefined ? undefined : kindOfCondition(condition).silentSince?.(condition, this.#newest, now);
    return [...this.#machine.ended, this.#machine.current, silence].filter((episode) => episode !== undefined);
  }
}

async function readEach(
  store: Pick<Store, 'readings'>,
  tried: ReadonlyMap<number, TriedUser>,
  { from, to }: Window,
  { signal, onProgress }: WatchOptions,
): Promise<void> {
  let done = 0;
  for (const [userId, user] of tried) {
    requireGoingOn(signal);
    for await (const { timestamp, heartRate } of store.readings(userId, { from: new Date(from), to: new Date(to) })) {
      user.take(timestamp.getTime(), Math.round(heartRate * 1000));
    }
    done += 1;
    onProgress?.(done / tried.size);
  }
}

async function readAll(
  store: Pick<Store, 'scan' | 'stats'>,
  tried: ReadonlyMap<number, TriedUser>,
  { from, to }: Window,
  { signal, onProgress }: WatchOptions,
): Promise<void> {
  const { firstReading, lastReading } = await store.stats();
  if (firstReading === null || lastReading === null) return;
  const stretch = { from: Math.max(from, firstReading.getTime()), to: Math.min(to, lastReading.getTime()) };
  const blocks = store.scan!({ from: new Date(from), to: new Date(to) });
  for await (const done of scanReadings(blocks, tried, stretch)) {
    requireGoingOn(signal);
    onProgress?.(done);
  }
  onProgress?.(1);
}

function requireGoingOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PulsebaseError('ABORTED', 'the rule was not tried to the end; nothing was changed');
}

function summary({ user }: TriedUser, episodes: readonly Episode[], now: number): AlarmedUser {
  const lasted = ({ from, until }: Episode) => (until ?? now) - from;
  const longest = episodes.reduce((most, episode) => (lasted(episode) > lasted(most) ? episode : most));
  return { userId: user.id, externalId: user.externalId, alarms: episodes.length, longest };
}
