import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { KILL_POINTS } from './kill-points.ts';
import { type PointResult, torment } from './torment.ts';
import { tortureReport } from './torture-report.ts';

/**
 * Kills processes at every named moment of what they do to a store, and looks at the store after each kill:
 * `npm run torture -- --kills 50 --report docs/torture.md`. Takes hours; `--only TEXT` takes the moments whose name has it.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
  },
});
const kills = Number(values.kills);
const points = KILL_POINTS.filter(({ during, moment }) => `${during}: ${moment}`.includes(values.only));
const started = new Date();
const results: PointResult[] = [];
for (const [at, point] of points.entries()) {
  const name = `[${at + 1}/${points.length}] ${point.during}: ${point.moment}`;
  const show = ({ kills: done }: PointResult) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name}: ${done}/${kills}`);
  };
  const result = await torment(point, kills, Number(values.seed) * 1000 + KILL_POINTS.indexOf(point), show);
  results.push(result);
  const verdict = result.failures.length === 0 ? 'all well' : `FAILED ${result.failures.length} times`;
  console.log(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${name}: ${result.kills} kills, ${verdict}`);
  for (const failure of result.failures.slice(0, 5)) console.log(`  ${failure}`);
  // After each: a run that is broken off leaves what it has found.
  if (values.report !== undefined) writeFileSync(values.report, report());
}
console.log(`\n${report()}`);
process.exitCode = results.every(({ failures }) => failures.length === 0) ? 0 : 1;

function report(): string {
  return tortureReport(results, { started, ended: new Date(), seed: values.seed, commit: commit() });
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
