import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { KILL_POINTS } from './kill-points.ts';
import { type PointResult, torment } from './torment.ts';
import { tortureReport } from './torture-report.ts';

/**
 * Kills processes at every named moment of what they do to a store, and looks at the store after each kill:
 * `npm run torture -- --kills 50 --report docs/torture.md`. Takes the better part of an hour; a store for each processor at once. `--only TEXT` takes the moments whose name has it; with
 * `--progress FILE` a run that was broken off goes on where it was.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
    progress: { type: 'string' },
    'at-once': { type: 'string', default: String(availableParallelism()) },
  },
});

interface Progress {
  readonly commit: string;
  minutes: number;
  readonly results: PointResult[];
}

const kills = Number(values.kills);
const progress = readProgress(values.progress);
const points = KILL_POINTS.filter(({ during, moment }) => `${during}: ${moment}`.includes(values.only));
const start = Date.now() - progress.minutes * 60_000;
const waiting = points.entries();
await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
console.log(`\n${report()}`);
process.exitCode = progress.results.every(({ failures }) => failures.length === 0) ? 0 : 1;

/** Takes one moment after the other. */
async function work(): Promise<void> {
  for (const [at, point] of waiting) {
    const { during, moment } = point;
    if (progress.results.some((done) => done.during === during && done.moment === moment)) continue;
    const result = await torment(point, kills, Number(values.seed) * 1000 + KILL_POINTS.indexOf(point));
    progress.results.push(result);
    progress.minutes = (Date.now() - start) / 60_000;
    const verdict = result.failures.length === 0 ? 'all well' : `FAILED ${result.failures.length} times`;
    console.log(`[${at + 1}/${points.length}] ${during}: ${moment}: ${result.kills} kills, ${verdict}`);
    for (const failure of result.failures.slice(0, 5)) console.log(`  ${failure}`);
    if (values.progress !== undefined) writeFileSync(values.progress, JSON.stringify(progress, undefined, 1));
    if (values.report !== undefined) writeFileSync(values.report, report());
  }
}

function report(): string {
  const { commit, minutes } = progress;
  // Whoever was done first comes first in the list; the report has the order of the moments.
  const results = KILL_POINTS.flatMap(({ during, moment }) =>
    progress.results.filter((done) => done.during === during && done.moment === moment),
  );
  return tortureReport(results, { day: new Date(), minutes, seed: values.seed, commit });
}

/** What an earlier run of the same commit has done. */
function readProgress(file: string | undefined): Progress {
  const commit = commitOf();
  if (file !== undefined && existsSync(file)) {
    const before = JSON.parse(readFileSync(file, 'utf8')) as Progress;
    if (before.commit === commit) return before;
  }
  return { commit, minutes: 0, results: [] };
}

function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
