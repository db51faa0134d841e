import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtraResults } from '../bench-result.ts';
import { dataPlan } from '../data/data-plan.ts';
import { writeReadingsCsv } from '../data/write-readings-csv.ts';
import type { Running } from './running.ts';

/** More says nothing new about the rate, and needs room: 150 MB are enough. */
const MAX_READINGS = 5_000_000;

/** A CSV file of the generator's readings into a fresh embedded store. */
export async function measureCsvImport({ options, site, log }: Running): Promise<ExtraResults['csvImport']> {
  if (!options.engines.includes('embedded')) return undefined;
  log('import of a CSV file into the embedded store');
  const plan = options.plan.readings <= MAX_READINGS ? options.plan : dataPlan(String(MAX_READINGS))!;
  const file = join(site.directory, 'readings.csv');
  const fileBytes = await writeReadingsCsv(plan, file);
  const handle = await site.start('embedded', 'csv-import');
  try {
    return { ...(await handle.call('importCsv', plan, file)), fileBytes };
  } finally {
    await handle.stop();
    await rm(handle.place.directory, { recursive: true });
    await rm(file);
  }
}
