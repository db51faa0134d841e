import type { CohortQuery } from '../../data/people-calls.ts';
import { GENDERS, type Gender } from '../../parts/genders.ts';

const DATE_ALONE = /^\d{4}-\d\d-\d\d$/;
const HAS_OFFSET = /(?:z|[+-]\d\d(?::?\d\d)?)$/i;

/** What is asked by an address; `undefined` where it asks for nothing that can be understood. */
export function cohortQueryOf(query: URLSearchParams): CohortQuery | undefined {
  const minHeartRate = query.get('minHeartRate') ?? '';
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  if (minHeartRate === '' || Number.isNaN(instantOf(from)) || Number.isNaN(instantOf(to))) return undefined;
  const [minAge, gender, minReadings] = ['minAge', 'gender', 'minReadings'].map((name) => query.get(name) ?? '');
  return { minHeartRate, from, to, minAge: minAge!, gender: gender!, minReadings: minReadings! };
}

/** An end of the window in Unix milliseconds, read as the service does: a date is its midnight, and what has no offset is UTC. */
export function instantOf(text: string): number {
  return Date.parse(DATE_ALONE.test(text) || HAS_OFFSET.test(text) ? text : `${text}Z`);
}

/** What the form begins with: the year that ends with the last reading. */
export function firstCohortQuery(lastReading: Date): CohortQuery {
  const year = lastReading.getUTCFullYear();
  return {
    minHeartRate: '70',
    from: `${year}-01-01`,
    to: `${year + 1}-01-01`,
    minAge: '',
    gender: '',
    minReadings: '',
  };
}

/** The genders of a query, of those that there are. */
export function gendersOf({ gender }: Pick<CohortQuery, 'gender'>): Gender[] {
  const chosen = gender.split(',');
  return GENDERS.filter((known) => chosen.includes(known));
}
