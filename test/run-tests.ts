import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeRunDirectory, RUN_DIRECTORY } from '../harness/once-per-run.ts';

/** The rooms whose tests start servers, processes and compilers, or write much. All others are quick and go first. */
const SLOW = ['api', 'cli', 'conformance', 'docs', 'engines', 'faults', 'house', 'package', 'state'];

const ROOT = join(import.meta.dirname, '..');
const files = globSync('test/!(system)/**/*.test.ts', { cwd: ROOT }).sort();
const isSlow = (file: string) => SLOW.some((room) => file.startsWith(join('test', room, '/')));
const started = performance.now();
const directory = makeRunDirectory();

/** Runs test files, two at a time; gives whether all passed. */
async function run(name: string, chosen: readonly string[]): Promise<boolean> {
  const options = ['--test', '--test-concurrency=2', '--test-timeout=900000', ...process.argv.slice(2)];
  const child = spawn(process.execPath, [...options, ...chosen], {
    cwd: ROOT,
    stdio: 'inherit',
    // Each process would strip and compile the same modules anew.
    env: { ...process.env, [RUN_DIRECTORY]: directory, NODE_COMPILE_CACHE: join(directory, 'compiled') },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  console.log(
    `${name} (${chosen.length} files): ${code === 0 ? 'passed' : 'failed'}, ${minutes} min after the start\n`,
  );
  return code === 0;
}

try {
  const quick = files.filter((file) => !isSlow(file));
  const passed = (await run('quick tests', quick)) && (await run('slow tests', files.filter(isSlow)));
  process.exitCode = passed ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
