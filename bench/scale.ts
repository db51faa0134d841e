import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runScale } from './scale/run-scale.ts';
import { scaleChart } from './scale/scale-chart.ts';
import { readScaleOptions, SCALE_USAGE, type ScaleOptions } from './scale/scale-options.ts';
import { scaleReport } from './scale/scale-report.ts';
import type { ScaleResult } from './scale/scale-result.ts';

// `npm run bench:scale -- --size 600m`: what one embedded store costs as it grows, and what follows for a cluster. Exit 1 when
// an answer was wrong or the run failed, 2 for a wrong command line. Progress goes to stderr, the report to stdout.

process.on('SIGINT', () => console.error('interrupted'));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(SCALE_USAGE);
    return 0;
  }
  let options: ScaleOptions;
  try {
    options = readScaleOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${SCALE_USAGE}`);
    return 2;
  }
  const started = performance.now();
  const log = (line: string) =>
    console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  let result: ScaleResult;
  try {
    result = await runScale(options, ['node bench/scale.ts', ...args].join(' '), log);
  } catch (error) {
    console.error('the run failed:', error);
    return 1;
  }
  mkdirSync(options.out, { recursive: true });
  const path = join(options.out, `${result.date.slice(0, 10)}-${options.name}`);
  const chart = `${path}.svg`;
  const report = scaleReport(result, basename(chart));
  writeFileSync(chart, scaleChart(result));
  writeFileSync(`${path}.json`, `${JSON.stringify(result, undefined, 1)}\n`);
  writeFileSync(`${path}.md`, report);
  console.log(`${report}\n${path}.json\n${path}.md\n${chart}`);
  for (const fault of result.wrongAnswers) console.error(`wrong answer: ${fault}`);
  return result.wrongAnswers.length === 0 ? 0 : 1;
}
