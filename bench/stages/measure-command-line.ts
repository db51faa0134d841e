import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ExtraResults } from '../bench-result.ts';
import { embeddedUrl } from '../contenders/embedded.ts';
import { AS_OF } from '../data/bench-users.ts';
import { COHORTS, MISSION_CELL_WINDOW, MISSION_THRESHOLD } from '../questions/cells.ts';
import { MISSION_WINDOW } from '../questions/windows.ts';
import { timesOf } from '../times.ts';
import { callsOf, type Running } from './running.ts';

const CALLS = 20;
const PROGRAMS = ['dist/cli/main.js', 'src/cli/main.ts'];

/** From the start of the command line to its end, with the mission's first question to the embedded store. */
export async function measureCommandLine(running: Running): Promise<ExtraResults['commandLine']> {
  const { handles, options, judge, log, site } = running;
  const handle = handles.find(({ name }) => name === 'embedded');
  if (handle === undefined) return undefined;
  log('start of the command line');
  const [call] = await callsOf(running, { question: 'queryUsers', cohort: 'male', ...MISSION_CELL_WINDOW }, 1);
  const path = (program: string) => fileURLToPath(new URL(`../../${program}`, import.meta.url));
  const program = PROGRAMS.find((name) => existsSync(path(name)))!;
  const parameters = [path(program), 'query', 'users', '--json', '--store', embeddedUrl(handle.place.directory)];
  parameters.push('--min-age', String(COHORTS.male.minAge), '--gender', COHORTS.male.genders.join());
  parameters.push('--min-heart-rate', String(MISSION_THRESHOLD), '--as-of', AS_OF);
  parameters.push(
    '--from',
    new Date(MISSION_WINDOW.from).toISOString(),
    '--to',
    new Date(MISSION_WINDOW.to).toISOString(),
  );
  // The store belongs to one process at a time.
  await handle.stop();
  const samples: number[] = [];
  for (let at = 0; at < (options.smoke ? 1 : CALLS); at += 1) {
    const started = performance.now();
    // In a folder without a .env file.
    const { stdout } = await promisify(execFile)(process.execPath, parameters, { cwd: site.directory });
    samples.push(performance.now() - started);
    judge.answer('embedded', call!, JSON.parse(stdout) as number[]);
  }
  return { program, times: timesOf(samples) };
}
