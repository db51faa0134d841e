import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ExtraResults } from '../bench-result.ts';
import { embeddedUrl } from '../contenders/embedded.ts';
import { AS_OF } from '../data/bench-users.ts';
import { COHORTS, FIXED_CELL_WINDOW, FIXED_THRESHOLD } from '../queries/cells.ts';
import { FIXED_WINDOW } from '../queries/windows.ts';
import { timesOf } from '../times.ts';
import { callsOf, type Running } from './running.ts';

const CALLS = 20;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What people run. */
const PROGRAM = 'dist/cli/main.js';

/** From the start of the built command line to the answer on its output, with the fixed query for a cohort to the embedded store. */
export async function measureCommandLine(running: Running): Promise<ExtraResults['commandLine']> {
  const { handles, options, judge, log, site } = running;
  const handle = handles.find(({ name }) => name === 'embedded');
  if (handle === undefined) return undefined;
  log('start of the command line');
  // What lies there may be of another day.
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  const [call] = await callsOf(running, { query: 'queryUsers', cohort: 'male', ...FIXED_CELL_WINDOW }, 1);
  const parameters = [`${ROOT}${PROGRAM}`, 'query', 'users', '--json'];
  parameters.push('--store', embeddedUrl(handle.place.directory));
  parameters.push('--min-age', String(COHORTS.male.minAge), '--gender', COHORTS.male.genders.join());
  parameters.push('--min-heart-rate', String(FIXED_THRESHOLD), '--as-of', AS_OF);
  parameters.push('--from', new Date(FIXED_WINDOW.from).toISOString());
  parameters.push('--to', new Date(FIXED_WINDOW.to).toISOString());
  // The store belongs to one process at a time.
  await handle.stop();
  const answered: number[] = [];
  const ended: number[] = [];
  for (let at = 0; at < (options.smoke ? 1 : CALLS); at += 1) {
    // In a folder without a .env file.
    const { answer, answeredMs, endedMs } = await run(parameters, site.directory);
    answered.push(answeredMs);
    ended.push(endedMs);
    judge.answer('embedded', call!, JSON.parse(answer) as number[]);
  }
  return { program: PROGRAM, times: timesOf(answered), ended: timesOf(ended) };
}

async function run(parameters: readonly string[], cwd: string) {
  const started = performance.now();
  const child = spawn(process.execPath, parameters, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let answer = '';
  let answeredMs = Number.NaN;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
    answeredMs = performance.now() - started;
  });
  const [code] = await ended;
  if (code !== 0) throw new Error(`the command line ended with ${code}`);
  return { answer, answeredMs, endedMs: performance.now() - started };
}
