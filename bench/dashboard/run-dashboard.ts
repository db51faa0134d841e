import { join } from 'node:path';
import { describeMachine, type Machine } from '../machine.ts';
import { untilQuiet } from '../until-quiet.ts';
import { type DashboardStore, dashboardStore, type Shape } from './dashboard-store.ts';
import { type Day, measureDay } from './measure-day.ts';
import { type Load, measureLoads } from './measure-loads.ts';
import { type Moves, measureMoves } from './measure-moves.ts';
import { measuredPages } from './measured-pages.ts';
import { openBrowser } from './open-browser.ts';
import { type Audit, runLighthouse } from './run-lighthouse.ts';
import { serveOpen } from './serve-open.ts';

const MOST_POINTS = 4000;
export const PARTS = ['loads', 'moves', 'day'] as const;

export interface DashboardOptions {
  readonly readings: number;
  readonly shape: Shape;
  readonly parts: readonly (typeof PARTS)[number][];
  /** Loads of each page, and places that are moved around. */
  readonly runs: number;
  readonly hours: number;
  readonly lighthouse: boolean;
  /** For what is not kept. */
  readonly directory: string;
}

export interface DashboardResult {
  readonly date: string;
  readonly machine: Machine;
  readonly store: DashboardStore;
  readonly loads: readonly { readonly name: string; readonly loads: readonly Load[] }[];
  readonly moves: Moves | undefined;
  readonly days: readonly Day[];
  readonly audits: readonly Audit[];
  readonly wrongAnswers: readonly string[];
}

/** Measures the pages of a service over a store of one shape. @param stores The folder where the store is, or is made. */
export async function runDashboard(
  options: DashboardOptions,
  stores: string,
  log: (line: string) => void,
): Promise<DashboardResult> {
  const { readings, shape, parts, runs, hours, directory } = options;
  const store = await dashboardStore(join(stores, shape), shape, readings, log);
  const machine = describeMachine();
  const date = new Date().toISOString();
  const service = await serveOpen(store.url, directory);
  const browser = await openBrowser();
  try {
    await untilQuiet(service.pid);
    const pages = measuredPages(store);
    const loads: { readonly name: string; readonly loads: readonly Load[] }[] = [];
    for (const page of parts.includes('loads') ? pages : []) {
      log(`loads: ${page.name}`);
      loads.push({ name: page.name, loads: await measureLoads(browser, service.url, page, runs) });
    }
    if (parts.includes('moves')) log('moves');
    const moves = parts.includes('moves')
      ? await measureMoves(browser, `${service.url}/people/${store.personId}`, await places(service.url, store, runs))
      : undefined;
    const days = parts.includes('day') ? await measureDay(browser, directory, hours, log) : [];
    const audits = options.lighthouse ? await runLighthouse(service.url, pages, directory, log) : [];
    const wrongAnswers = (moves?.fetched ?? [])
      .filter((points) => points > MOST_POINTS)
      .map((points) => `a step fetched ${points} points`);
    return { date, machine, store, loads, moves, days, audits, wrongAnswers };
  } finally {
    await browser.close();
    await service.stop();
  }
}

/** Instants in the midst of readings: the middles of the person's highest hours. */
async function places(address: string, { personId }: DashboardStore, most: number): Promise<number[]> {
  const query = 'from=1970-01-01&to=2099-12-31&details=true';
  const response = await fetch(`${address}/v1/users/${personId}/top-hours?${query}`);
  const { peaks } = (await response.json()) as { readonly peaks: { readonly hours: { readonly start: string }[] }[] };
  return peaks.slice(0, most).map(({ hours: [first] }) => Date.parse(first!.start) + 1_800_000);
}
