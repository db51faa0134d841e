import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RuleInput } from '../../src/alarms/require-rule.ts';
import type { RuleTrial } from '../../src/api/schemas/alarms.ts';
import { awkEpisodes } from './awk-episodes.ts';
import { RULES } from './rules.ts';
import { type Summary, summaryOf, summaryOfTrial } from './summary-of.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

/** What a rule raises over some files, found twice. */
export interface Comparison {
  readonly rule: RuleInput;
  /** By `pulsebase rules try`. */
  readonly found: Summary;
  /** By awk. */
  readonly counted: Summary;
}

/**
 * Imports Fitabase files into a store of their own by the command line, tries a few rules over them, and finds the episodes a second
 * time by awk programs that share no code with it.
 *
 * @param files Paths; of readings with the same user and time the last counts.
 */
export async function compareAlarms(files: readonly string[]): Promise<Comparison[]> {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-alarms-'));
  const pulsebase = async (...args: string[]) => {
    const all = [MAIN, ...args, '--store', `chdb:${join(directory, 'store')}`];
    return (await promisify(execFile)(process.execPath, all, { cwd: directory })).stdout;
  };
  try {
    for (const file of files) await pulsebase('import', file, '--create-users', '--quiet');
    const { lastReading } = JSON.parse(await pulsebase('stats', '--json')) as { readonly lastReading: string };
    const comparisons: Comparison[] = [];
    for (const rule of RULES) {
      const path = join(directory, 'rule.json');
      writeFileSync(path, JSON.stringify(rule));
      const window = ['--from', '1970-01-01', '--to', lastReading];
      const found = summaryOfTrial(JSON.parse(await pulsebase('rules', 'try', path, ...window, '--json')) as RuleTrial);
      const counted = summaryOf(await awkEpisodes(files, rule.condition), Date.parse(lastReading) / 1000);
      comparisons.push({ rule, found, counted });
    }
    return comparisons;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
