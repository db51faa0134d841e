import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { KILL_POINTS, type KillPoint } from './kill-points.ts';
import { type PointResult, torment } from './torment.ts';
import { tortureReport } from './torture-report.ts';
import { commitOfRun } from './torture-run.ts';

const USAGE = `Kills processes at every named moment of what they do to an embedded store, and looks at the store after each kill.
With fifty kills a moment this takes the better part of an hour; with one, some minutes.

  npm run torture -- [options]

  --kills COUNT     kills at each moment (50)
  --only TEXT       only moments whose name has this text
  --seed NUMBER     another seed gives other data and other moments (1)
  --at-once COUNT   stores at once (one for each processor)
  --report FILE     writes the report there, such as docs/torture.md
  --progress FILE   keeps there what is done; a run of the same commit that was broken off goes on from it`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
    progress: { type: 'string' },
    help: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: String(availableParallelism()) },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit();
}

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
const isDone = (point: KillPoint) =>
  progress.results.some(
    (result) => isOf(result, point) && result.failures.length === 0 && result.kills > 0 && result.kills >= kills,
  );
process.exitCode = points.length > 0 && points.every(isDone) ? 0 : 1;

/** Takes one moment after the other. */
async function work(): Promise<void> {
  for (const [at, point] of waiting) {
    const { during, moment } = point;
    if (progress.results.some((done) => isOf(done, point))) continue;
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
  const results = KILL_POINTS.flatMap((point) => progress.results.filter((done) => isOf(done, point)));
  return tortureReport(results, { day: new Date(), minutes, seed: values.seed, commit });
}

function isOf(result: PointResult, { during, moment }: KillPoint): boolean {
  return result.during === during && result.moment === moment;
}

/** What an earlier run of the same commit has done. */
function readProgress(file: string | undefined): Progress {
  const commit = commitOfRun();
  if (file !== undefined && existsSync(file)) {
    const before = JSON.parse(readFileSync(file, 'utf8')) as Progress;
    if (before.commit === commit) return before;
  }
  return { commit, minutes: 0, results: [] };
}
