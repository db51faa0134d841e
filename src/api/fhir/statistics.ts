import { HEART_RATE, perMinute, subjectOf } from '../../fhir/observation.ts';
import { UCUM } from '../../fhir/systems.ts';
import { average } from '../../model/average.ts';
import type { BucketAverage } from '../../store/store.ts';
import type { Window } from '../../window/window.ts';

const SYSTEM = 'http://terminology.hl7.org/CodeSystem/observation-statistics';
const ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';

/** What can be asked for, of http://hl7.org/fhir/R4/valueset-observation-statistics.html. */
export const STATISTICS = { average: 'Average', maximum: 'Maximum', minimum: 'Minimum', count: 'Count' } as const;

export type Statistic = keyof typeof STATISTICS;

/**
 * Statistics of one patient's heart rates, as an Observation with a component for each.
 *
 * @param months Averages by month of the readings that count.
 */
export function statisticsObservation(
  userId: number,
  statistics: readonly Statistic[],
  window: Window | undefined,
  months: readonly BucketAverage[],
) {
  const { category, code } = HEART_RATE;
  return {
    resourceType: 'Observation',
    status: 'final',
    category,
    code,
    subject: subjectOf(userId),
    ...(window === undefined ? {} : { effectivePeriod: periodOf(window) }),
    component: statistics.map((statistic) => ({
      code: {
        coding: [{ system: SYSTEM, code: statistic, display: STATISTICS[statistic] }],
        text: STATISTICS[statistic],
      },
      ...resultOf(statistic, months),
    })),
  } as const;
}

function resultOf(statistic: Statistic, months: readonly BucketAverage[]) {
  const count = months.reduce((sum, month) => sum + month.count, 0);
  if (statistic === 'count') return { valueQuantity: { value: count, unit: '1', system: UCUM, code: '1' } };
  if (count === 0) {
    return {
      dataAbsentReason: { coding: [{ system: ABSENT, code: 'unknown', display: 'Unknown' }], text: 'no readings' },
    };
  }
  if (statistic === 'minimum') return { valueQuantity: perMinute(Math.min(...months.map(({ min }) => min))) };
  if (statistic === 'maximum') return { valueQuantity: perMinute(Math.max(...months.map(({ max }) => max))) };
  return { valueQuantity: perMinute(average(sumOf(months), count)) };
}

/** The sum in thousandths of a bpm. An average is the nearest double to sum / (1000 x count): below 2^50 it gives the sum back. */
function sumOf(months: readonly BucketAverage[]): number {
  return months.reduce((sum, month) => sum + Math.round(month.average * month.count * 1000), 0);
}

function periodOf({ from, to }: Window) {
  return { start: new Date(from).toISOString(), end: new Date(to).toISOString() };
}
