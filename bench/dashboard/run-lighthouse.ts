import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MeasuredPage } from './measure-loads.ts';

const VERSION = 'lighthouse@13';
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const CHROME_FLAGS = '--headless --no-sandbox --disable-gpu --disable-background-networking';

/** What Lighthouse says of a page: of 100. Throttling is simulated, as it does by default. */
export interface Audit {
  readonly page: string;
  readonly preset: 'desktop' | 'mobile';
  readonly scores: Readonly<Record<(typeof CATEGORIES)[number], number>>;
  readonly largestPaintMs: number;
  readonly blockingMs: number;
  readonly layoutShift: number;
}

/** Runs Lighthouse, which npm fetches, over pages as on a desktop and on a phone. */
export async function runLighthouse(
  address: string,
  pages: readonly MeasuredPage[],
  directory: string,
  log: (line: string) => void,
): Promise<Audit[]> {
  const audits: Audit[] = [];
  for (const page of pages) {
    for (const preset of ['desktop', 'mobile'] as const) {
      log(`Lighthouse, ${preset}: ${page.name}`);
      audits.push(await auditOf(address, page, preset, join(directory, 'lighthouse.json')));
    }
  }
  return audits;
}

interface Report {
  readonly categories: Readonly<Record<(typeof CATEGORIES)[number], { readonly score: number }>>;
  readonly audits: Readonly<Record<string, { readonly numericValue: number }>>;
}

async function auditOf(
  address: string,
  { name, path }: MeasuredPage,
  preset: Audit['preset'],
  output: string,
): Promise<Audit> {
  const options = [
    ...['--quiet', '--output=json', `--output-path=${output}`, `--only-categories=${CATEGORIES.join()}`],
    `--chrome-flags=${CHROME_FLAGS}`,
    ...(preset === 'desktop' ? ['--preset=desktop'] : []),
  ];
  await promisify(execFile)(
    'npm',
    ['exec', '--yes', `--package=${VERSION}`, '--', 'lighthouse', address + path, ...options],
    // All of the environment: how npm reaches a registry may be told there.
    { env: { ...process.env, CHROME_PATH: '/usr/bin/chromium' } },
  );
  const { categories, audits } = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const numberOf = (audit: string) => audits[audit]!.numericValue;
  const scoreOf = (category: (typeof CATEGORIES)[number]) => Math.round(categories[category].score * 100);
  return {
    ...{ page: name, preset },
    scores: {
      performance: scoreOf('performance'),
      accessibility: scoreOf('accessibility'),
      'best-practices': scoreOf('best-practices'),
    },
    largestPaintMs: numberOf('largest-contentful-paint'),
    blockingMs: numberOf('total-blocking-time'),
    layoutShift: numberOf('cumulative-layout-shift'),
  };
}
