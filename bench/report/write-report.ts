import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult } from '../bench-result.ts';
import { markdownReport } from './markdown-report.ts';
import { readResults } from './read-results.ts';
import { windowChart } from './window-chart.ts';
import { writePlots } from './write-plots.ts';

/** Writes a result as JSON, Markdown and pictures into a folder. Gives the paths. */
export function writeReport(result: BenchResult, directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  const name = `${result.date.slice(0, 10)}-${result.plan.name}`;
  const written: string[] = [];
  const write = (file: string, text: string) => {
    const path = join(directory, file);
    writeFileSync(path, text);
    written.push(path);
    return file;
  };
  write(`${name}.json`, `${JSON.stringify(result, undefined, 1)}\n`);
  const pictures = (['queryUsers', 'queryTop'] as const).map((query) =>
    write(`${name}-${query}.svg`, windowChart(result, query)),
  );
  const others = readResults(directory).filter(({ plan }) => plan.readings !== result.plan.readings);
  write(`${name}.md`, markdownReport(result, others, pictures));
  return [...written, ...writePlots(directory)];
}
