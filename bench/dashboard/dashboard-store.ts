import { generateReadings } from '../../src/generator/generate-readings.ts';
import { generateUsers } from '../../src/generator/generate-users.ts';
import { openStore } from '../../src/open-store.ts';
import { DAY_MS } from '../../src/window/bucket.ts';

/** Who has how many of the readings: one person among many who have as much, or one who has nearly all there are. */
export const SHAPES = { among: 1 / 3, alone: 59 / 60 } as const;
export type Shape = keyof typeof SHAPES;

/** Other people, whose readings are of a year. */
const OTHERS = 1000;
const YEAR_MS = 365 * DAY_MS;
const TEN_YEARS_MS = 3652 * DAY_MS;

/** A store of one person with ten years of readings, and of others. */
export interface DashboardStore {
  readonly url: string;
  readonly readings: number;
  readonly personId: number;
  /** Of the person. */
  readonly personReadings: number;
  /** When the readings end, Unix milliseconds. */
  readonly end: number;
}

/** Makes the store in a directory, up to yesterday's midnight; where it was made before, it is taken as it is. */
export async function dashboardStore(
  directory: string,
  shape: Shape,
  readings: number,
  log: (line: string) => void,
): Promise<DashboardStore> {
  const url = `chdb:${directory}`;
  const personId = OTHERS + 1;
  const store = await openStore(url);
  try {
    if ((await store.stats()).readings === 0) {
      log(`${readings.toLocaleString('en')} readings, shape ${shape}`);
      const to = Math.floor(Date.now() / DAY_MS - 1) * DAY_MS;
      const ofPerson = Math.round(readings * SHAPES[shape]);
      await store.importUsers(generateUsers({ users: personId, asOf: new Date(to) }));
      const person = { users: 1, firstId: personId, readings: ofPerson };
      await store.ingest(generateReadings({ ...person, from: new Date(to - TEN_YEARS_MS), to: new Date(to) }));
      const others = { users: OTHERS, readings: readings - ofPerson };
      await store.ingest(generateReadings({ ...others, from: new Date(to - YEAR_MS), to: new Date(to) }));
    }
    const { readings: found, lastReading } = await store.stats();
    const all = { from: new Date(0), to: lastReading! };
    let personReadings = 0;
    for await (const { count } of store.averages(personId, all, 'month')) personReadings += count;
    return { url, readings: found, personId, personReadings, end: lastReading!.getTime() };
  } finally {
    await store.close();
  }
}
