import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from './read-results.ts';
import { sizeChart } from './size-chart.ts';

/** The pictures of cost against size from the newest results of each size in a folder. Gives their paths. */
export function writePlots(directory: string): string[] {
  const results = readResults(directory);
  if (results.length < 2) return [];
  return (['queryUsers', 'queryTop'] as const).map((query) => {
    const path = join(directory, `sizes-${query}.svg`);
    writeFileSync(path, sizeChart(results, query));
    return path;
  });
}
