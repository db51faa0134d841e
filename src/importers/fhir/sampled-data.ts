import { member } from '../json/member.ts';
import { type ObservationValue, quantityValue } from './observation-value.ts';

/** One value of a series. */
export interface Sample {
  /** Milliseconds since the series began. */
  readonly offset: number;
  /** `undefined` where the device wrote that there is none: E (error), L and U (below and above its limits). */
  readonly value: ObservationValue | undefined;
}

const NO_VALUE: ReadonlySet<string> = new Set(['E', 'L', 'U']);

/**
 * The values of a SampledData of one dimension, `undefined` when it cannot be read.
 * https://hl7.org/fhir/R4/datatypes.html#SampledData
 */
export function sampledData(data: unknown): readonly Sample[] | undefined {
  const origin = member(data, 'origin');
  const zero = member(origin, 'value') ?? 0;
  const period = member(data, 'period');
  const factor = member(data, 'factor') ?? 1;
  const text = member(data, 'data');
  const dimensions = member(data, 'dimensions') ?? 1;
  if (typeof text !== 'string' || typeof period !== 'number' || !(period > 0) || dimensions !== 1) return undefined;
  if (typeof zero !== 'number' || typeof factor !== 'number') return undefined;
  const samples = text.trim();
  if (samples === '') return [];
  return samples.split(/\s+/).map((sample, at) => {
    const offset = Math.floor(at * period);
    if (NO_VALUE.has(sample)) return { offset, value: undefined };
    const number = Number(sample);
    // Numbers that are not are told as they are written.
    const value = Number.isNaN(number) ? sample : zero + number * factor;
    return { offset, value: quantityValue({ ...(origin as object), value }) };
  });
}
