import { dateWindows } from '../../fhir/date-windows.ts';
import { HEART_RATE_CODE, LOINC } from '../../fhir/systems.ts';
import { member, textMember } from '../../importers/json/member.ts';
import { ALL_TIME, type Window } from '../../window/window.ts';
import { ServiceError } from '../problems/service-error.ts';
import { patientId } from './reading-of-observation.ts';
import { STATISTICS, type Statistic } from './statistics.ts';

const HOUR_MS = 3_600_000;

/** What `$stats` is asked, by parameters of a URL or of a body. */
export interface StatsInput {
  readonly subject?: string | undefined;
  readonly code?: readonly string[] | undefined;
  readonly system?: string | undefined;
  readonly coding?: readonly string[] | undefined;
  readonly duration?: number | undefined;
  /** `START/END`; either may be left out. */
  readonly period?: string | undefined;
  readonly statistic?: readonly string[] | undefined;
  readonly include?: boolean | undefined;
}

export interface StatsQuery {
  readonly userId: number;
  readonly statistics: readonly Statistic[];
  /** Left out when all readings count. */
  readonly window: Window | undefined;
}

/**
 * A checked `$stats`. https://hl7.org/fhir/R4/observation-operation-stats.html
 *
 * @param now Unix milliseconds.
 * @throws ServiceError 400 that names the parameter.
 */
export function statsQuery(input: StatsInput, now: number): StatsQuery {
  const { subject, code = [], system = LOINC, coding = [], duration, period, statistic = [], include } = input;
  const userId = subject === undefined ? undefined : patientId(subject);
  if (userId === undefined) throw invalid('subject', 'subject must name a patient, such as Patient/17');
  const codes = [...code.map((each) => (each.includes('|') ? each : `${system}|${each}`)), ...coding];
  if (codes.some((each) => each !== `${LOINC}|${HEART_RATE_CODE}`)) {
    throw invalid('code', `there are statistics of heart rates alone: code ${HEART_RATE_CODE} of ${LOINC}`);
  }
  if (include === true) throw invalid('include', 'the readings come by a search of Observations; leave include out');
  const statistics = statistic.flatMap((each) => each.split(','));
  if (statistics.length === 0)
    throw invalid('statistic', `statistic must be one or more of ${Object.keys(STATISTICS).join(', ')}`);
  for (const each of statistics) {
    if (!Object.hasOwn(STATISTICS, each)) {
      throw invalid('statistic', `${each} is not computed; take ${Object.keys(STATISTICS).join(', ')}`);
    }
  }
  return { userId, statistics: statistics as Statistic[], window: windowOf(duration, period, now) };
}

/** The parameters in a Parameters resource. */
export function statsInput(resource: unknown): StatsInput {
  const given = member(resource, 'parameter');
  if (member(resource, 'resourceType') !== 'Parameters' || !Array.isArray(given)) {
    throw invalid('body', 'the body must be a Parameters resource');
  }
  const named = (name: string) => given.filter((each) => member(each, 'name') === name);
  const texts = (name: string) =>
    named(name).flatMap(
      (each) => textMember(each, 'valueString') ?? textMember(each, 'valueUri') ?? textMember(each, 'valueCode') ?? [],
    );
  const period = member(named('period')[0], 'valuePeriod');
  const duration = member(named('duration')[0], 'valueDecimal');
  const [subject] = texts('subject');
  const [system] = texts('system');
  return {
    subject,
    system,
    code: texts('code'),
    coding: named('coding').map((each) => {
      const coding = member(each, 'valueCoding');
      return `${textMember(coding, 'system') ?? ''}|${textMember(coding, 'code') ?? ''}`;
    }),
    statistic: texts('statistic'),
    include: member(named('include')[0], 'valueBoolean') === true,
    ...(typeof duration === 'number' ? { duration } : {}),
    ...(period === undefined
      ? {}
      : { period: `${textMember(period, 'start') ?? ''}/${textMember(period, 'end') ?? ''}` }),
  };
}

function windowOf(duration: number | undefined, period: string | undefined, now: number): Window | undefined {
  if (duration !== undefined && period !== undefined) throw invalid('period', 'give duration or period, not both');
  if (duration !== undefined) return { from: Math.max(ALL_TIME.from, Math.round(now - duration * HOUR_MS)), to: now };
  if (period === undefined) return undefined;
  const [start = '', end = '', ...more] = period.split('/');
  const bounds = [...(start === '' ? [] : [`ge${start}`]), ...(end === '' ? [] : [`le${end}`])];
  const windows = more.length > 0 ? undefined : dateWindows(bounds, now);
  if (windows === undefined) throw invalid('period', 'period must be START/END, each a date, a time, or left out');
  if (windows.length === 0) throw invalid('period', 'the start of period must not lie after its end');
  return windows[0];
}

function invalid(field: string, message: string): ServiceError {
  return new ServiceError(400, 'INVALID_ARGUMENT', message, { field });
}
