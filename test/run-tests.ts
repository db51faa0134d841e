import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { TestRun } from './test-run.ts';

/** The rooms whose tests start servers, processes and compilers, or write much. All others are quick and go first. */
const SLOW = ['api', 'cli', 'conformance', 'docs', 'engines', 'faults', 'house', 'package', 'state'];

/** One more than there are processors, since many wait for a lease, a process or a disk; not so many that memory runs out. */
const AT_A_TIME = { concurrency: Math.min(availableParallelism() + 1, 4), timeoutMinutes: 15 };

const files = globSync('test/!(system)/**/*.test.ts', { cwd: join(import.meta.dirname, '..') }).sort();
const isSlow = (file: string) => SLOW.some((room) => file.startsWith(join('test', room, '/')));
using tests = new TestRun(process.argv.slice(2));

const passed =
  (await tests.run(
    'quick tests',
    files.filter((file) => !isSlow(file)),
    AT_A_TIME,
  )) && (await tests.run('slow tests', files.filter(isSlow), AT_A_TIME));
process.exitCode = passed ? 0 : 1;
