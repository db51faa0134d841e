import { optional } from '../model/field-rules.ts';
import { type RulesOf, takeArgument } from '../model/take-argument.ts';
import type { QualityQuery } from './quality.ts';
import { requireTimezone } from './require-arguments.ts';
import { PEOPLE_QUERY, peopleOf, requireWhole } from './require-people.ts';

const QUALITY_QUERY = {
  ...PEOPLE_QUERY,
  timezone: optional(requireTimezone),
  minMinutesOfHour: optional(requireWhole(1, 60)),
  minHoursOfDay: optional(requireWhole(1, 25)),
  gapMinutes: optional(requireWhole(1, 527_040)),
} satisfies RulesOf<QualityQuery>;

/** A checked query. */
export function requireQualityQuery(query: unknown) {
  const {
    timezone,
    minMinutesOfHour = 30,
    minHoursOfDay = 10,
    gapMinutes = 60,
    ...people
  } = takeArgument('query', query, QUALITY_QUERY);
  return { ...peopleOf(people), timezone, minMinutesOfHour, minHoursOfDay, gapMinutes };
}
