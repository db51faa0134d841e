import { showValue } from './show-value.ts';
import { whyNotIso } from './why-not-iso.ts';

/** Describes a row's invalid timestamp, and what it looks like. */
export function describeTimestamp(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'timestamp is missing';
  const why = typeof value === 'string' || typeof value === 'number' ? whyNotIso(String(value)) : undefined;
  const what = `timestamp ${showValue(value)}`;
  if (why === undefined) return `${what} is not a time in ISO 8601, such as 2023-01-31T10:00:00Z`;
  return `${what} is not ISO 8601 (${why})`;
}
