import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult } from '../bench-result.ts';

/** The newest result of each size in a folder, smallest first; results of another layout and of smoke tests are passed over. */
export function readResults(directory: string): BenchResult[] {
  const newest = new Map<number, BenchResult>();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
    const result = JSON.parse(readFileSync(join(directory, file), 'utf8')) as BenchResult;
    if (result.format !== 2 || result.smoke) continue;
    const known = newest.get(result.plan.readings);
    if (known === undefined || known.date < result.date) newest.set(result.plan.readings, result);
  }
  return [...newest.values()].sort((a, b) => a.plan.readings - b.plan.readings);
}
