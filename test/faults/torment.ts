import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from './dice.ts';
import type { KillPoint } from './kill-points.ts';
import { type Outcome, Victims } from './victims.ts';

/** What came of killing at one point. */
export interface PointResult {
  readonly during: string;
  readonly moment: string;
  kills: number;
  /** Stores that were looked at after a kill. */
  checks: number;
  lost: number;
  returned: number;
  failures: string[];
}

/** Rounds in which the step did not come, in a row, after which something is wrong with the torture. */
const MAX_MISSES = 20;

/** Kills that a store goes through before a new one is made: its small parts, which nobody gets to merge, make it slow. */
const ROUNDS_PER_STORE = 5;

/** Kills at a point `times` times, and looks at the store after each. A store that failed is kept, and a new one made. */
export async function torment(point: KillPoint, times: number, seed: number): Promise<PointResult> {
  const dice = new Dice(seed);
  const { during, moment } = point;
  const result: PointResult = { during, moment, kills: 0, checks: 0, lost: 0, returned: 0, failures: [] };
  const root = mkdtempSync(join(tmpdir(), 'pulsebase-torture-'));
  let stores = 0;
  const fresh = () => {
    stores += 1;
    const directory = join(root, String(stores));
    mkdirSync(directory);
    return { directory, victims: new Victims(directory), isSuspect: false };
  };
  let store = fresh();
  const look = ({ wasChecked, failure, warnings }: Outcome) => {
    if (store.isSuspect && wasChecked) result.checks += 1;
    if (wasChecked) store.isSuspect = false;
    for (const warning of warnings) result.failures.push(`warning: ${warning}`);
    if (failure === undefined) return;
    result.lost += failure.lost;
    result.returned += failure.returned;
    result.failures.push(`${failure.problem} (${store.directory})`);
    store = fresh();
  };
  let rounds = 0;
  for (let misses = 0; result.kills < times && misses < MAX_MISSES; ) {
    const before = result.kills;
    rounds += 1;
    for (const round of point.rounds(dice)) {
      const outcome = await store.victims.next(round);
      look(outcome);
      if (!outcome.wasKilled) continue;
      store.isSuspect = true;
      result.kills += 1;
    }
    misses = result.kills === before ? misses + 1 : 0;
    if (misses === MAX_MISSES) result.failures.push(`the step did not come in ${MAX_MISSES} rounds`);
    if (point.isFirstOpen || rounds % ROUNDS_PER_STORE === 0) {
      look(await store.victims.check());
      store = fresh();
    }
  }
  if (store.isSuspect) look(await store.victims.check());
  if (result.failures.length === 0) rmSync(root, { recursive: true, force: true });
  return result;
}
