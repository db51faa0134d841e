import { resolve } from 'node:path';
import type { RealFilesResult } from '../bench-result.ts';
import { contenderEntry } from '../contenders/registry.ts';
import { untilQuiet } from '../until-quiet.ts';
import type { Running } from './running.ts';

/** The room that files of real readings take in stores of their own. */
export async function measureRealFiles({ options, site, log }: Running): Promise<RealFilesResult[]> {
  const results: RealFilesResult[] = [];
  if (options.files.length === 0) return results;
  const files = options.files.map((file) => resolve(file));
  // A copy of a store takes the same room.
  const stores = options.engines.map((name) => ({ name, ...contenderEntry(name) }));
  for (const { name } of stores.filter(({ isPulsebase, copyOf }) => isPulsebase && copyOf === undefined)) {
    log(`files of real readings: ${name}`);
    const handle = await site.start(name, `${name}-files`);
    try {
      const imported = await handle.call('importFiles', files);
      await untilQuiet(handle.pid);
      results.push({ contender: name, ...imported, disk: await handle.call('disk') });
    } finally {
      await handle.stop();
    }
  }
  return results;
}
