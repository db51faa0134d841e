import type { BenchOptions } from '../bench-options.ts';
import type { BenchSite } from '../bench-site.ts';
import type { ContenderHandle } from '../contender-handle.ts';
import type { LoadResult } from '../contenders/contender.ts';
import type { ContenderName } from '../contenders/registry.ts';
import { untilQuiet } from '../until-quiet.ts';

export interface Loaded {
  readonly handle: ContenderHandle;
  readonly load: LoadResult;
  readonly peakMemory: number;
}

/** Loads a contender and waits until it has done what it does unasked; it stays open. */
export async function loadContender(site: BenchSite, name: ContenderName, { plan }: BenchOptions): Promise<Loaded> {
  const handle = await site.start(name);
  const load = await handle.call('load', plan);
  const peakMemory = await handle.call('peakMemory');
  await untilQuiet(handle.pid);
  return { handle, load, peakMemory };
}
