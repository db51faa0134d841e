import { notAllowed, optional } from '../model/field-rules.ts';
import { type MilliBpm, parseHeartRate } from '../model/heart-rate.ts';
import { type RulesOf, takeArgument } from '../model/take-argument.ts';
import type { DistributionQuery } from './distribution.ts';
import { PEOPLE_QUERY, peopleOf, requireWhole } from './require-people.ts';

const MAX_LIMITS = 100;
const MAX_GAP_MINUTES = 1440;
const DEFAULT_GAP_MINUTES = 10;
const DEFAULT_PERCENTILES = [5, 25, 50, 75, 95];
/** Thousandths of a percentile, as of a heart rate. */
const HUNDRED = 100_000;

const DISTRIBUTION_QUERY = {
  ...PEOPLE_QUERY,
  zones: optional(requireZones),
  percentiles: optional(requirePercentiles),
  maxGapMinutes: optional(requireWhole(1, MAX_GAP_MINUTES)),
} satisfies RulesOf<DistributionQuery>;

/** A checked query; limits of zones and percentiles in thousandths. */
export function requireDistributionQuery(query: unknown) {
  const {
    zones = [],
    percentiles = DEFAULT_PERCENTILES.map((percentile) => percentile * 1000),
    maxGapMinutes = DEFAULT_GAP_MINUTES,
    ...people
  } = takeArgument('query', query, DISTRIBUTION_QUERY);
  return { ...peopleOf(people), zones, percentiles, maxGapMs: maxGapMinutes * 60_000 };
}

function requireZones(value: unknown, field: string): MilliBpm[] {
  const limits = thousandths(value);
  if (limits?.every((limit, at) => limit > (limits[at - 1] ?? 0))) return limits;
  throw notAllowed(
    field,
    `an array of up to ${MAX_LIMITS} heart rates above 0 in bpm, each higher than the one before`,
    value,
  );
}

function requirePercentiles(value: unknown, field: string): number[] {
  const percentiles = thousandths(value);
  if (percentiles?.every((percentile) => percentile > 0 && percentile <= HUNDRED)) return percentiles;
  throw notAllowed(field, `an array of up to ${MAX_LIMITS} numbers above 0 and up to 100`, value);
}

/** Numbers in thousandths, rounded as heart rates are. */
function thousandths(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_LIMITS) return undefined;
  const parsed = value.map((number) => (typeof number === 'number' ? parseHeartRate(number) : undefined));
  return parsed.every((number) => number !== undefined) ? parsed : undefined;
}
