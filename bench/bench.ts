import { type BenchOptions, readBenchOptions, USAGE } from './bench-options.ts';
import type { BenchResult } from './bench-result.ts';
import { judgeGoals } from './report/goals.ts';
import { readResults } from './report/read-results.ts';
import { missionTables } from './report/sections.ts';
import { writeReport } from './report/write-report.ts';
import { runBench } from './run-bench.ts';

// `npm run bench -- --size 60m`: the whole comparison on this machine. Exit 1 when an answer was wrong or the run failed, 2
// for a wrong command line. Progress goes to stderr, what was found to stdout.

// Processes that were started get the interruption too; the run then fails, and tidies up behind itself.
process.on('SIGINT', () => console.error('interrupted'));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  let options: BenchOptions;
  try {
    options = readBenchOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const started = performance.now();
  const log = (line: string) =>
    console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  let result: BenchResult;
  try {
    result = await runBench(options, ['node bench/bench.ts', ...args].join(' '), log);
  } catch (error) {
    console.error('the benchmark failed:', error);
    return 1;
  }
  const paths = writeReport(result, options.out);
  console.log(missionTables(result));
  if (!options.smoke) {
    const judged = judgeGoals(result, readResults(options.out));
    const [met, missed] = [true, false].map((wanted) => judged.filter(({ met: is }) => is === wanted).length);
    console.log(
      `\n${met} goals met, ${missed} missed, ${judged.length - met! - missed!} not measured (they are for 60 million readings)`,
    );
  }
  console.log(`${result.comparedAnswers} answers compared, ${result.wrongAnswers.length} wrong\n\n${paths.join('\n')}`);
  for (const fault of result.wrongAnswers) console.error(`wrong answer: ${fault}`);
  return result.wrongAnswers.length === 0 ? 0 : 1;
}
