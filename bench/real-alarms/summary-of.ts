import type { RuleTrial } from '../../src/api/schemas/alarms.ts';
import type { AwkEpisode } from './awk-episodes.ts';

/** How many alarms there are on each day and of each user, and the longest of each. */
export type Summary = Pick<RuleTrial, 'users' | 'alarms' | 'days'> & {
  readonly mostAlarmed: readonly (Pick<RuleTrial['mostAlarmed'][number], 'userId' | 'alarms'> & {
    readonly longest: Pick<RuleTrial['mostAlarmed'][number]['longest'], 'from' | 'raisedAt' | 'until'>;
  })[];
};

/** What `rules try` tells, of episodes that were found otherwise. @param newest When silence is judged, in seconds since 1970. */
export function summaryOf(episodes: readonly AwkEpisode[], newest: number): Summary {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  const byDay = Object.groupBy(episodes, ({ due }) => iso(due).slice(0, 10));
  const byUser = [...Map.groupBy(episodes, ({ userId }) => userId)];
  const lasted = ({ from, end = newest }: AwkEpisode) => end - from;
  return {
    users: byUser.length,
    alarms: episodes.length,
    days: Object.entries(byDay)
      .map(([day, own]) => ({ day, alarms: own!.length }))
      .sort((one, other) => (one.day < other.day ? -1 : 1)),
    mostAlarmed: byUser
      .map(([userId, own]) => {
        const { from, due, end } = own.reduce((most, each) => (lasted(each) > lasted(most) ? each : most));
        const longest = { from: iso(from), raisedAt: iso(due), until: end === undefined ? null : iso(end) };
        return { userId, alarms: own.length, longest };
      })
      .sort((one, other) => other.alarms - one.alarms || one.userId - other.userId)
      .slice(0, 100),
  };
}

/** The same of what `rules try` tells. */
export function summaryOfTrial({ users, alarms, days, mostAlarmed }: RuleTrial): Summary {
  return {
    ...{ users, alarms, days },
    mostAlarmed: mostAlarmed.map(({ userId, alarms: count, longest: { from, raisedAt, until } }) => ({
      ...{ userId, alarms: count, longest: { from, raisedAt, until } },
    })),
  };
}
