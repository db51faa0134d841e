import { open } from 'node:fs/promises';
import { benchReadings } from './bench-readings.ts';
import type { DataPlan } from './data-plan.ts';
import { CSV_HEADER, encodeReadings } from './encode-readings.ts';

/** Writes the readings of a plan as a CSV file with a header. Gives its bytes. */
export async function writeReadingsCsv(plan: DataPlan, path: string): Promise<number> {
  const file = await open(path, 'w');
  try {
    await file.write(CSV_HEADER);
    for await (const block of benchReadings(plan)) await file.writeFile(encodeReadings(block));
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
