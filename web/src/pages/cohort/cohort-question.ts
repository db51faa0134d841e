import type { CohortQuestion } from '../../data/people-calls.ts';

export const GENDERS = ['female', 'male', 'other', 'unknown'] as const;
export type Gender = (typeof GENDERS)[number];

/** What is asked by an address; `undefined` where it asks for nothing. */
export function questionOf(query: URLSearchParams): CohortQuestion | undefined {
  const minHeartRate = query.get('minHeartRate') ?? '';
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  if (minHeartRate === '' || from === '' || to === '') return undefined;
  return { minHeartRate, from, to, minAge: query.get('minAge') ?? '', gender: query.get('gender') ?? '' };
}

/** What the form begins with: the year that ends with the last reading. */
export function firstQuestion(lastReading: number): CohortQuestion {
  const year = new Date(lastReading).getUTCFullYear();
  return { minHeartRate: '70', from: `${year}-01-01`, to: `${year + 1}-01-01`, minAge: '', gender: '' };
}

/** The genders of a question, of those that there are. */
export function gendersOf({ gender }: Pick<CohortQuestion, 'gender'>): Gender[] {
  const chosen = gender.split(',');
  return GENDERS.filter((known) => chosen.includes(known));
}
