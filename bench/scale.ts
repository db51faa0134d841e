import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from './run-command.ts';
import { runScale } from './scale/run-scale.ts';
import { scaleChart } from './scale/scale-chart.ts';
import { readScaleOptions, SCALE_USAGE, type ScaleOptions } from './scale/scale-options.ts';
import { scaleReport } from './scale/scale-report.ts';
import type { ScaleResult } from './scale/scale-result.ts';

// `npm run bench:scale -- --size 600m`: what one embedded store costs as it grows, and what follows for a cluster.

process.exitCode = await runCommand(
  { name: 'node bench/scale.ts', usage: SCALE_USAGE, readOptions: readScaleOptions, run: runScale, write },
  process.argv.slice(2),
);

function write(result: ScaleResult, { out, name }: ScaleOptions): string {
  mkdirSync(out, { recursive: true });
  const path = join(out, `${result.date.slice(0, 10)}-${name}`);
  const chart = `${path}.svg`;
  const report = scaleReport(result, basename(chart));
  writeFileSync(chart, scaleChart(result));
  writeFileSync(`${path}.json`, `${JSON.stringify(result, undefined, 1)}\n`);
  writeFileSync(`${path}.md`, report);
  return `${report}\n${path}.json\n${path}.md\n${chart}`;
}
