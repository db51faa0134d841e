import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';

/** Roll-ups to recompute: those of `users` (all when `null`) in the hours `from` up to but not including `to`. */
export interface Region {
  readonly from: number;
  readonly to: number;
  readonly users: readonly number[] | null;
  /** When given, only these of the hours. */
  readonly hours?: readonly number[];
}

/** Longer lists of users cost more to read than recomputing everybody. */
const MAX_USERS = 20_000;
/** A list of a larger fraction of users costs more to plan than reading the others' rows. */
const WORTH_LISTING = 4;
/** Above this many (user, hour) pairs an interval is cheaper than a list of hours. */
const MAX_PAIRS = 50_000;

/**
 * The users to name in a statement about some of them, `null` for everybody.
 *
 * @param everybody How many users there are, where that is known.
 */
export function usersToName(
  users: ReadonlySet<number>,
  everybody = Number.POSITIVE_INFINITY,
): readonly number[] | null {
  return users.size > MAX_USERS || users.size * WORTH_LISTING > everybody ? null : [...users];
}

/**
 * The roll-ups that readings touch, a region for each month: never less than what was touched, and little more. Recomputing an
 * untouched roll-up does no harm.
 *
 * @param everybody How many users there are, where that is known.
 */
export function touchedRegions(
  readings: {
    readonly length: number;
    readonly userIds: ArrayLike<number>;
    readonly timestamps: ArrayLike<number>;
  },
  everybody?: number,
): Region[] {
  const months = new Map<number, { users: Set<number>; hours: Set<number> }>();
  let [lastHour, lastUser] = [-1, -1];
  let touched = { users: new Set<number>(), hours: new Set<number>() };
  for (let at = 0; at < readings.length; at += 1) {
    const hour = Math.floor(readings.timestamps[at]! / HOUR_MS);
    if (hour !== lastHour) {
      const month = bucketOf('month', hour * HOUR_MS);
      const known = months.get(month);
      if (known === undefined) {
        touched = { users: new Set(), hours: new Set() };
        months.set(month, touched);
      } else touched = known;
      touched.hours.add(hour);
      [lastHour, lastUser] = [hour, -1];
    }
    // Rows of one user are mostly adjacent.
    const user = readings.userIds[at]!;
    if (user !== lastUser) touched.users.add(user);
    lastUser = user;
  }
  return [...months].sort(([a], [b]) => a - b).map(([, { users, hours }]) => regionOf(users, hours, everybody));
}

/** One region that holds others of the same month. */
export function mergeRegions(regions: readonly Region[]): Region {
  const users = regions.some((region) => region.users === null)
    ? null
    : new Set(regions.flatMap(({ users }) => users ?? []));
  const from = Math.min(...regions.map((region) => region.from));
  const to = Math.max(...regions.map((region) => region.to));
  return { from, to, users: users && usersToName(users) };
}

function regionOf(users: ReadonlySet<number>, hours: ReadonlySet<number>, everybody: number | undefined): Region {
  const sorted = Float64Array.from(hours).sort();
  const span = { from: sorted[0]!, to: sorted.at(-1)! + 1 };
  const list = usersToName(users, everybody);
  const scattered = hours.size < span.to - span.from && hours.size * users.size <= MAX_PAIRS;
  return scattered ? { ...span, users: list, hours: [...sorted] } : { ...span, users: list };
}

/** The region of everything in a month. */
export function wholeMonth(month: number): Region {
  return { from: bucketStart('month', month) / HOUR_MS, to: bucketStart('month', month + 1) / HOUR_MS, users: null };
}
