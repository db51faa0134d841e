import type { BenchOptions } from '../bench-options.ts';
import type { BenchSite } from '../bench-site.ts';
import type { ContenderHandle } from '../contender-handle.ts';
import type { LoadResult } from '../contenders/contender.ts';
import { type ContenderName, contenderEntry } from '../contenders/registry.ts';
import { untilQuiet } from '../until-quiet.ts';

export interface Loaded {
  readonly handle: ContenderHandle;
  /** Left out where another's data were copied. */
  readonly load?: LoadResult;
  readonly peakMemory?: number;
}

/**
 * Loads a contender and waits until it has done what it does unasked; it stays open. `earlier` are those that are loaded
 * already: what one of them has need not be loaded a second time.
 */
export async function loadContender(
  site: BenchSite,
  name: ContenderName,
  { plan }: BenchOptions,
  earlier: readonly Loaded[],
): Promise<Loaded> {
  const { copyOf } = contenderEntry(name);
  const original = earlier.find(({ handle }) => handle.name === copyOf)?.handle;
  if (original !== undefined) return { handle: await site.startCopy(name, original) };
  const handle = await site.start(name);
  const load = await handle.call('load', plan);
  const peakMemory = await handle.call('peakMemory');
  await untilQuiet(handle.pid);
  return { handle, load, peakMemory };
}
