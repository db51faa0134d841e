import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult } from '../bench-result.ts';

/** The newest result of each size in a folder, smallest first; results of another layout and of smoke tests are passed over. */
export function readResults(directory: string): BenchResult[] {
  const newest = new Map<number, BenchResult>();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
    const result = JSON.parse(readFileSync(join(directory, file), 'utf8'), inTodaysWords) as BenchResult;
    if (result.format !== 2 || result.smoke) continue;
    const known = newest.get(result.plan.readings);
    if (known === undefined || known.date < result.date) newest.set(result.plan.readings, result);
  }
  return [...newest.values()].sort((a, b) => a.plan.readings - b.plan.readings);
}

/** Older results call the plain SQL schema, and the fixed queries, by another name. */
function inTodaysWords(key: string, value: unknown): unknown {
  if (value === 'mission') return key === 'shape' ? 'fixed' : 'plainSchema';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { mission, missionLoader, ...others } = value as {
    readonly mission?: unknown;
    readonly missionLoader?: unknown;
  };
  return {
    ...others,
    ...(mission === undefined ? {} : { plainSchema: mission }),
    ...(missionLoader === undefined ? {} : { plainLoader: missionLoader }),
  };
}
