import type { ByContender } from '../bench-result.ts';
import { type ContenderName, contenderEntry } from '../contenders/registry.ts';
import { type Cell, cellName, isAskedCold } from '../queries/cells.ts';
import { type Times, timesOf } from '../times.ts';
import { ask, callsOf, type Running } from './running.ts';

export interface ColdTimes {
  /** By the name of the cell. */
  readonly cells: ReadonlyMap<string, ByContender<Times>>;
  readonly open: ByContender<Times>;
}

/** First calls after opening: each contender is ended, started and asked once. */
export async function askCold(running: Running, cells: readonly Cell[]): Promise<ColdTimes> {
  const { handles, options, log } = running;
  const opened = new Map<ContenderName, number[]>();
  const found = new Map<string, ByContender<Times>>();
  // Once in any case: the processes that answer are never those that loaded.
  for (const handle of handles) push(opened, handle.name, await handle.restart());
  for (const cell of cells.filter((one) => isAskedCold(one, options.smoke))) {
    if (options.coldCalls === 0) break;
    log(`cold: ${cellName(cell)}`);
    const samples = new Map<ContenderName, number[]>();
    const calls = await callsOf(running, cell, options.coldCalls);
    for (const [at, call] of calls.entries()) {
      for (const handle of handles) {
        // The others are there for scale; each call of theirs may take seconds.
        if (at > 0 && !contenderEntry(handle.name).isPulsebase) continue;
        push(opened, handle.name, await handle.restart());
        push(samples, handle.name, await ask(running, handle, call));
      }
    }
    found.set(cellName(cell), byContender(samples));
  }
  return { cells: found, open: byContender(opened) };
}

function push(samples: Map<ContenderName, number[]>, name: ContenderName, ms: number): void {
  const list = samples.get(name);
  if (list === undefined) samples.set(name, [ms]);
  else list.push(ms);
}

function byContender(samples: ReadonlyMap<ContenderName, readonly number[]>): ByContender<Times> {
  return Object.fromEntries([...samples].map(([name, list]) => [name, timesOf(list)]));
}
