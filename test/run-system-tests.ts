import { globSync } from 'node:fs';
import { join } from 'node:path';
import { TestRun } from './test-run.ts';

/** Tests that need packages of the system: those of ClickHouse servers, and beside them all others. */
const files = globSync('test/system/*.test.ts', { cwd: join(import.meta.dirname, '..') }).sort();
const isOfClickHouse = (file: string) => file.includes('clickhouse-');
using tests = new TestRun(process.argv.slice(2));

const ONE_BY_ONE = { concurrency: 1, timeoutMinutes: 30 };
const passed = await Promise.all([
  tests.run('tests of ClickHouse servers', files.filter(isOfClickHouse), ONE_BY_ONE),
  tests.run(
    'tests of the system',
    files.filter((file) => !isOfClickHouse(file)),
    ONE_BY_ONE,
  ),
]);
process.exitCode = passed.every(Boolean) ? 0 : 1;
