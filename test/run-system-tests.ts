import { globSync } from 'node:fs';
import { join } from 'node:path';
import { TestRun } from './test-run.ts';

/**
 * Tests that need packages of the system, in four rows beside each other: what happens to a ClickHouse cluster, which mostly waits
 * for what was taken away to be missed or to come back, and services that share one; other tests of ClickHouse servers, which
 * compute; the dashboard in a browser; and all others.
 */
const files = globSync('test/system/*.test.ts', { cwd: join(import.meta.dirname, '..') }).sort();
const isOfClickHouse = (file: string) => file.includes('clickhouse-');
const isOfDashboard = (file: string) => file.includes('dashboard-');
const isOfOutages = (file: string) => /clickhouse-(faults|outages|shared-services)\./.test(file);
using tests = new TestRun(process.argv.slice(2));

const ONE_BY_ONE = { concurrency: 1, timeoutMinutes: 45 };
const row = (name: string, isIn: (file: string) => boolean) => tests.run(name, files.filter(isIn), ONE_BY_ONE);
const passed = await Promise.all([
  row('outages of ClickHouse clusters, and services that share one', isOfOutages),
  row('other tests of ClickHouse servers', (file) => isOfClickHouse(file) && !isOfOutages(file)),
  row('tests of the dashboard', isOfDashboard),
  row('other tests of the system', (file) => !isOfClickHouse(file) && !isOfDashboard(file)),
]);
process.exitCode = passed.every(Boolean) ? 0 : 1;
