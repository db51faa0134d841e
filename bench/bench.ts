import { type BenchOptions, readBenchOptions, USAGE } from './bench-options.ts';
import type { BenchResult } from './bench-result.ts';
import { judgeGoals } from './report/goals.ts';
import { readResults } from './report/read-results.ts';
import { fixedQueryTables } from './report/sections.ts';
import { writeReport } from './report/write-report.ts';
import { runBench } from './run-bench.ts';
import { runCommand } from './run-command.ts';

// `npm run bench -- --size 60m`: the whole comparison on this machine.

process.exitCode = await runCommand(
  { name: 'node bench/bench.ts', usage: USAGE, readOptions: readBenchOptions, run: runBench, write },
  process.argv.slice(2),
);

function write(result: BenchResult, { out, smoke }: BenchOptions): string {
  const paths = writeReport(result, out);
  const parts = [fixedQueryTables(result)];
  if (!smoke) {
    const judged = judgeGoals(result, readResults(out));
    const [met, missed] = [true, false].map((wanted) => judged.filter(({ met: is }) => is === wanted).length);
    parts.push(
      `${met} goals met, ${missed} missed, ${judged.length - met! - missed!} not measured (they are for 60 million readings)`,
    );
  }
  parts.push(`${result.comparedAnswers} answers compared, ${result.wrongAnswers.length} wrong`, paths.join('\n'));
  return parts.join('\n\n');
}
