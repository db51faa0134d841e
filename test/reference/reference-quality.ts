import type { QualityDay, UserQuality } from '../../src/store/store.ts';
import { MS_PER_DAY, MS_PER_HOUR } from './civil-date.ts';
import { zoneOffset } from './zone-offset.ts';

export interface ReferenceQuality {
  /** Unix ms, both ends inclusive. */
  readonly from: number;
  readonly to: number;
  readonly timezone?: string | undefined;
  readonly minMinutesOfHour: number;
  readonly minHoursOfDay: number;
  readonly gapMinutes: number;
}

/** A day by its number, which says when it begins in UTC alone. */
type ReferenceDay = Omit<QualityDay, 'start'> & { readonly number: number };

type Counted = Pick<QualityDay, 'count' | 'wornMinutes' | 'validHours' | 'validDays'>;

/** What was measured of one user, by day and in all. @param instants In Unix ms, ascending. */
function qualityOf(instants: readonly number[], query: ReferenceQuality) {
  const { from, to, timezone, minMinutesOfHour, minHoursOfDay, gapMinutes } = query;
  const days = Map.groupBy(instants, (ms) => Math.floor(localOf(ms, timezone).local / MS_PER_DAY));
  const byDay = [...days].map(([number, ofDay]): Counted & { readonly number: number } => {
    const hours = Map.groupBy(ofDay, (ms) => {
      const { local, offset } = localOf(ms, timezone);
      return `${Math.floor(local / MS_PER_HOUR)} ${offset}`;
    });
    const minutes = [...hours.values()].map(
      (ofHour) => new Set(ofHour.map((ms) => Math.floor(localOf(ms, timezone).local / 60_000))).size,
    );
    const validHours = minutes.filter((count) => count >= minMinutesOfHour).length;
    return {
      number,
      count: ofDay.length,
      wornMinutes: minutes.reduce((sum, count) => sum + count, 0),
      validHours,
      validDays: validHours >= minHoursOfDay ? 1 : 0,
    };
  });
  const ends = [from, ...instants, to + 1];
  const silences = ends.slice(1).map((ms, at) => ms - ends[at]!);
  return {
    byDay,
    longestSilenceMinutes: Math.max(...silences) / 60_000,
    gaps: silences.filter((ms) => ms > gapMinutes * 60_000).length,
  };
}

function localOf(ms: number, timezone: string | undefined) {
  const offset = timezone === undefined ? 0 : zoneOffset(ms, timezone);
  return { local: ms + offset, offset };
}

/** @param people The readings of each in the period, in order of time, by id. */
export function referenceQuality(
  people: readonly (readonly [user: Pick<UserQuality, 'userId' | 'externalId'>, instants: readonly number[]])[],
  query: ReferenceQuality,
): { readonly days: readonly ReferenceDay[]; readonly users: readonly UserQuality[] } {
  const days = new Map<number, ReferenceDay>();
  const users = people.map(([user, instants]): UserQuality => {
    const { byDay, ...silence } = qualityOf(instants, query);
    for (const { number, ...day } of byDay) {
      const { users: others = 0, ...sofar } = days.get(number) ?? {};
      days.set(number, { number, users: others + 1, ...sumOf([sofar, day]) });
    }
    return { ...user, days: byDay.length, ...sumOf(byDay), ...silence };
  });
  return { days: [...days.values()].sort((a, b) => a.number - b.number), users };
}

function sumOf(parts: readonly Partial<Counted>[]): Counted {
  const sum = (name: keyof Counted) => parts.reduce((total, part) => total + (part[name] ?? 0), 0);
  return {
    count: sum('count'),
    wornMinutes: sum('wornMinutes'),
    validHours: sum('validHours'),
    validDays: sum('validDays'),
  };
}
