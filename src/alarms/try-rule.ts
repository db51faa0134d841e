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
  /** The alarms of the one user whom the trial is about, in order, the first 1,000; empty for a trial of all users. */
  readonly episodes: readonly Episode[];
}

/** Whom a trial is about, and how it is watched and stopped. */
export interface TrialOptions extends WatchOptions {
  /** Tries the rule on this user alone, if it concerns them, and tells each alarm; nobody is tried when there is no such user. */
  readonly userId?: number | undefined;
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
/** Alarms of one user that are told. */
const TOLD = 1000;

/**
 * Finds out over history which alarms a rule would have raised, as if all readings of a window had come in order and none before it.
 * Silence is judged as of the end of the window, or as of now if that is earlier. Memory does not grow with the alarms.
 *
 * @param now Unix milliseconds.
 * @throws PulsebaseError `ABORTED`, or what the store throws.
 */
export async function tryRule(
  store: Pick<Store, 'listUsers' | 'getUser' | 'readings' | 'scan' | 'stats'>,
  rule: Pick<Rule, 'whom' | 'condition'>,
  window: Window,
  now: number,
  options: TrialOptions = {},
): Promise<RuleTrial> {
  const end = Math.min(window.to, now);
  const days = new Map<number, number>();
  const tried = new Map<number, TriedUser>();
  const { userId } = options;
  const told: Episode[] | undefined = userId === undefined ? undefined : [];
  for await (const user of userId === undefined ? store.listUsers() : oneUser(store, userId)) {
    const since = concernedSince({ whom: rule.whom, since: window.from }, user);
    if (since !== undefined && since <= window.to) tried.set(user.id, new TriedUser(rule, user, since, days, told));
  }
  if (tried.size > 0) {
    if (store.scan === undefined || userId !== undefined) await readEach(store, tried, window, options);
    else await readAll(store, tried, window, options);
  }
  const alarmed = Array.from(tried.values(), (user) => user.end(end)).filter(({ alarms }) => alarms > 0);
  return {
    usersConcerned: tried.size,
    users: alarmed.length,
    alarms: alarmed.reduce((sum, { alarms }) => sum + alarms, 0),
    days: [...days]
      .sort(([one], [other]) => one - other)
      .map(([day, count]) => ({ day: new Date(bucketStart('day', day)), alarms: count })),
    mostAlarmed: alarmed
      .sort((one, other) => other.alarms - one.alarms || one.userId - other.userId)
      .slice(0, LISTED)
      .map(({ longest, ...user }) => ({ ...user, longest: longest! })),
    episodes: told ?? [],
  };
}

async function* oneUser(store: Pick<Store, 'getUser'>, userId: number): AsyncGenerator<User> {
  const user = await store.getUser(userId);
  if (user !== undefined) yield user;
}

/** One user on the way through the readings. */
class TriedUser {
  readonly #user: User;
  readonly #rule: Pick<Rule, 'condition'>;
  readonly #since: number;
  readonly #machine: Machine;
  readonly #history = new History();
  readonly #before: number;
  readonly #days: Map<number, number>;
  readonly #told: Episode[] | undefined;
  #newest: number | undefined;
  #alarms = 0;
  #longest: Episode | undefined;
  #longestMs = -1;

  /**
   * @param days Counts the alarms of all users by day.
   * @param told Takes the alarms, where somebody wants each.
   */
  constructor(
    rule: Pick<Rule, 'condition'>,
    user: User,
    since: number,
    days: Map<number, number>,
    told: Episode[] | undefined,
  ) {
    const kind = kindOfCondition(rule.condition);
    this.#user = user;
    this.#rule = rule;
    this.#since = since;
    this.#machine = kind.start(rule.condition, since);
    this.#before = kind.reachOf(rule.condition).before;
    this.#days = days;
    this.#told = told;
  }

  take(timestamp: number, heartRate: number): void {
    if (timestamp < this.#since) return;
    this.#newest = timestamp;
    this.#machine.take(this.#history, this.#history.push(timestamp, heartRate));
    this.#history.forget(timestamp - this.#before);
    const { ended } = this.#machine;
    for (let episode = ended.shift(); episode !== undefined; episode = ended.shift()) this.#count(episode, timestamp);
  }

  /** What there was of this user; what goes on lasts until `now`. */
  end(now: number): Omit<AlarmedUser, 'longest'> & { readonly longest: Episode | undefined } {
    const { condition } = this.#rule;
    const newest = this.#newest;
    const silence = newest === undefined ? undefined : kindOfCondition(condition).silentSince?.(condition, newest, now);
    for (const episode of [this.#machine.current, silence]) if (episode !== undefined) this.#count(episode, now);
    const { id, externalId } = this.#user;
    return { userId: id, externalId, alarms: this.#alarms, longest: this.#longest };
  }

  #count(episode: Episode, now: number): void {
    const day = bucketOf('day', episode.raisedAt);
    this.#days.set(day, (this.#days.get(day) ?? 0) + 1);
    this.#alarms += 1;
    if (this.#told !== undefined && this.#told.length < TOLD) this.#told.push(episode);
    const lasted = (episode.until ?? now) - episode.from;
    if (lasted > this.#longestMs) [this.#longest, this.#longestMs] = [episode, lasted];
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
