import {
  notAllowed,
  optional,
  requireBoolean,
  requireFinite,
  requireFunction,
  requireSignal,
} from '../model/field-rules.ts';
import { requireInstant } from '../model/instant.ts';
import { parseGender } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { type RulesOf, readArgument, type Taken, takeArgument } from '../model/take-argument.ts';
import type { Gender } from '../model/user.ts';
import type { IgnoredColumns } from '../model/user-fields.ts';
import { MAX_USER_ID, requireUserId } from '../model/user-id.ts';
import { requireUserRef, type UserRef } from '../model/user-ref.ts';
import { RESOLUTIONS, type Resolution } from '../window/resolution.ts';
import { TIMELINE_LEVELS, type TimelineLevel } from '../window/timeline-level.ts';
import { ALL_TIME, type Window, type WindowInput, windowOf } from '../window/window.ts';
import type { AdoptionWork } from './adoption.ts';
import { DryRun } from './dry-run.ts';
import type {
  AveragesOptions,
  CohortQuery,
  ImportOptions,
  IngestOptions,
  ReadingSelection,
  Source,
  TimelineOptions,
  TopQuery,
  UsersImportOptions,
  WatchOptions,
} from './store.ts';

// The arguments of a store's methods, whether in this process or behind a service: the fields of each, and their rules.

const MAX_LIMIT = 10_000;
const MAX_POINTS = 4000;
/** Of what an answer asks for at least; engines count in 32 bits. */
const MAX_MINIMUM = 1_000_000_000;
const UNKNOWN_USERS = ['reject', 'create'] as const;

export const WINDOW = { from: requireInstant, to: requireInstant } satisfies RulesOf<WindowInput>;

const COHORT_QUERY = {
  ...WINDOW,
  minAge: optional(requireFinite),
  gender: optional(requireGenders),
  minHeartRate: requireFinite,
  minReadings: optional(requireMinimum),
  minDays: optional(requireMinimum),
  asOf: optional(requireInstant),
  details: optional(requireBoolean),
} satisfies RulesOf<CohortQuery>;

const TOP_QUERY = {
  ...WINDOW,
  userId: optional(requireUserId),
  user: optional(requireUserRef),
  limit: optional(requireLimit),
  minReadings: optional(requireMinimum),
  timezone: optional(requireTimezone),
  details: optional(requireBoolean),
} satisfies RulesOf<TopQuery>;

const AVERAGES_OPTIONS = { timezone: optional(requireTimezone) } satisfies RulesOf<AveragesOptions>;

const TIMELINE_OPTIONS = {
  maxPoints: optional(requireMaxPoints),
  level: optional(requireTimelineLevel),
} satisfies RulesOf<TimelineOptions>;

const READING_SELECTION = {
  userIds: optional(requireUserIds),
  users: optional(requireUserRefs),
  from: optional(requireInstant),
  to: optional(requireInstant),
} satisfies RulesOf<ReadingSelection>;

const WATCH_OPTIONS = {
  signal: optional(requireSignal),
  onProgress: optional(requireFunction<NonNullable<WatchOptions['onProgress']>>),
} satisfies RulesOf<WatchOptions>;

const IMPORT_OPTIONS = {
  signal: optional(requireSignal),
  onProgress: optional(requireFunction<NonNullable<ImportOptions['onProgress']>>),
  onRejected: optional(requireFunction<NonNullable<ImportOptions['onRejected']>>),
} satisfies RulesOf<ImportOptions>;

const USERS_IMPORT_OPTIONS = {
  ...IMPORT_OPTIONS,
  replace: optional(requireBoolean),
  ignoreColumns: optional(requireIgnoredColumns),
} satisfies RulesOf<UsersImportOptions>;

const INGEST_OPTIONS = {
  ...IMPORT_OPTIONS,
  unknownUsers: optional(requireUnknownUsers),
  dryRun: optional(requireDryRun),
  onWarning: optional(requireFunction<NonNullable<IngestOptions['onWarning']>>),
  onTaken: optional(requireFunction<NonNullable<IngestOptions['onTaken']>>),
} satisfies RulesOf<IngestOptions>;

const ADOPTION_WORK = {
  ...WATCH_OPTIONS,
  onRejected: IMPORT_OPTIONS.onRejected,
} satisfies RulesOf<AdoptionWork>;

/** A checked cohort query; instants in Unix ms, `genders` is `undefined` for all. */
export function requireCohortQuery(query: unknown) {
  const {
    from,
    to,
    gender: genders,
    minReadings = 1,
    minDays = 1,
    ...rest
  } = takeArgument('query', query, COHORT_QUERY);
  return { ...rest, genders, minReadings, minDays, window: windowOf({ from, to }) };
}

/** A checked query for one user's hours. */
export function requireTopQuery(query: unknown) {
  const { from, to, limit = 10, minReadings = 1, userId, user, ...rest } = takeArgument('query', query, TOP_QUERY);
  if (userId !== undefined && user !== undefined) throw bothGiven('userId', 'user');
  return { ...rest, user: user ?? requireUserId(userId), limit, minReadings, window: windowOf({ from, to }) };
}

export function requireAveragesOptions(options: unknown): Taken<typeof AVERAGES_OPTIONS> {
  return takeArgument('options', options, AVERAGES_OPTIONS);
}

/** How finely to summarise. */
export function requireTimelineOptions(options: unknown) {
  const { maxPoints = MAX_POINTS, level } = takeArgument('options', options, TIMELINE_OPTIONS);
  return { maxPoints, level };
}

/** Only a window. */
export function requireOnlyWindow(window: unknown): Window {
  return windowOf(takeArgument('window', window, WINDOW));
}

/** Readings to delete, checked: distinct users, or `undefined` for all. */
export function requireReadingSelection(selection: unknown): { users: UserRef[] | undefined; window: Window } {
  const { userIds, users = userIds, from, to } = takeArgument('selection', selection, READING_SELECTION);
  if (userIds !== undefined && users !== userIds) throw bothGiven('userIds', 'users');
  if (users === undefined && from === undefined && to === undefined) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'name the users, from, or to of the readings to delete', {
      field: 'userIds',
    });
  }
  return { users, window: windowOf({ from: from ?? ALL_TIME.from, to: to ?? ALL_TIME.to }) };
}

export function requireWatchOptions(options: unknown): Taken<typeof WATCH_OPTIONS> {
  return takeArgument('options', options, WATCH_OPTIONS);
}

export function requireUsersImportOptions(options: unknown): Taken<typeof USERS_IMPORT_OPTIONS> {
  return takeArgument('options', options, USERS_IMPORT_OPTIONS);
}

export function requireIngestOptions(options: unknown): Taken<typeof INGEST_OPTIONS> {
  return takeArgument('options', options, INGEST_OPTIONS);
}

export function requireAdoptionWork(work: unknown): Taken<typeof ADOPTION_WORK> {
  return takeArgument('work', work, ADOPTION_WORK);
}

/** Rows of any kind, as an array, another iterable or an async one. Text is refused, though iterable. */
export function requireSource<T>(source: Source<T>, field: string): Source<T> {
  return readArgument(field, () => {
    if (isIterable(source, Symbol.iterator) || isIterable(source, Symbol.asyncIterator)) return source;
    throw notAllowed(field, 'an array or another iterable, or an async one', source);
  });
}

/** Distinct references to users. */
export function requireUserRefs(users: unknown, field: string): UserRef[] {
  return requireUsers(users, field, requireUserRef);
}

export function requireUserIds(ids: unknown, field: string): number[] {
  return requireUsers(ids, field, requireUserId);
}

function requireUsers<T>(users: unknown, field: string, rule: (value: unknown, field: string) => T): T[] {
  return readArgument(field, () => {
    if (!isIterable(users, Symbol.iterator)) throw notAllowed(field, 'an array or another iterable of ids', users);
    const singular = field.replace(/s$/, '');
    return [...new Set(Array.from(users as Iterable<unknown>, (user) => rule(user, singular)))];
  });
}

export function bothGiven(one: string, other: string): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', `${one} and ${other} are both given; keep one of them`, {
    field: other,
  });
}

function isIterable(value: unknown, method: typeof Symbol.iterator | typeof Symbol.asyncIterator): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}

/** The id after which a list begins; 0 for the start. */
export function requireAfter(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw notAllowed('after', `0 or a user id up to ${MAX_USER_ID}`, value);
}

export function requireResolution(value: unknown): Resolution {
  const resolution = RESOLUTIONS.find((known) => known === value);
  if (resolution === undefined) throw notAllowed('resolution', RESOLUTIONS.join(', '), value);
  return resolution;
}

function requireIgnoredColumns(value: unknown, field: string): IgnoredColumns {
  if (value === true) return true;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw notAllowed(field, 'true or an array of names', value);
}

export function requireGenders(value: unknown): readonly Gender[] {
  const genders = [...new Set((Array.isArray(value) ? value : [value]).map(requireGender))];
  if (genders.length > 0) return genders;
  throw new PulsebaseError('INVALID_ARGUMENT', 'gender must name at least one gender', { field: 'gender' });
}

function requireGender(value: unknown): Gender {
  // Empty text means `unknown` for a user, but is a mistake in a query.
  if (typeof value === 'string' && value.trim() !== '') return parseGender(value);
  throw notAllowed('gender', 'a gender code', value);
}

function requireLimit(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT) return value;
  throw notAllowed('limit', `an integer from 1 to ${MAX_LIMIT}`, value);
}

function requireMinimum(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_MINIMUM) return value;
  throw notAllowed(field, `an integer from 1 to ${MAX_MINIMUM}`, value);
}

function requireMaxPoints(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_POINTS) return value;
  throw notAllowed('maxPoints', `an integer from 1 to ${MAX_POINTS}`, value);
}

function requireTimelineLevel(value: unknown): TimelineLevel {
  const level = TIMELINE_LEVELS.find((known) => known === value);
  if (level === undefined) throw notAllowed('level', TIMELINE_LEVELS.join(', '), value);
  return level;
}

/** Text; whether a zone has this name is checked later. */
export function requireTimezone(value: unknown): string {
  if (typeof value === 'string') return value;
  throw notAllowed('timezone', 'an IANA name such as Europe/Berlin or UTC', value);
}

function requireUnknownUsers(value: unknown, field: string): (typeof UNKNOWN_USERS)[number] {
  const known = UNKNOWN_USERS.find((choice) => choice === value);
  if (known === undefined) throw notAllowed(field, UNKNOWN_USERS.join(' or '), value);
  return known;
}

function requireDryRun(value: unknown, field: string): boolean | DryRun {
  return value instanceof DryRun ? value : requireBoolean(value, field);
}
