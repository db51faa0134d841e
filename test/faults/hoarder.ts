import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { USERS } from './fixture.ts';

/**
 * A process that has a store open while it may open fewer and fewer files. What comes of each thing that it asks of the store
 * stands in one line of JSON: a code, or `fine`. In the end it may open files again.
 */
const [directory = '', most = '40'] = process.argv.slice(2);
const WINDOW = { from: '2024-01-01T00:05:00Z', to: '2024-03-02T12:05:00Z' };
const warnings: string[] = [];
let minutes = 0;

const ASKED: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  cohort: (store) => store.queryUsers({ ...WINDOW, minHeartRate: 0 }),
  top: (store) => store.queryTop({ ...WINDOW, userId: 1 }),
  readings: (store) => Array.fromAsync(store.readings(1, WINDOW)),
  verify: (store) => store.verify(),
  repair: (store) => store.repair(),
  ingest: (store) => {
    minutes += 1;
    const timestamp = new Date(Date.UTC(2024, 5, 1, 0, minutes));
    return store.ingest(USERS.map(({ id }) => ({ userId: id, timestamp, heartRate: 60 })));
  },
};

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );

function hoard(): number[] {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync(devNull, 'r'));
  } catch {
    return files;
  }
}

try {
  const store = await openStore(`chdb:${directory}`, { onWarning: (warning) => warnings.push(warning) });
  for (let left = 0; left <= Number(most); left += 4) {
    for (const [name, ask] of Object.entries(ASKED)) {
      const files = hoard();
      for (const file of files.splice(0, left)) closeSync(file);
      const code = await codeOf(ask(store));
      for (const file of files) closeSync(file);
      tell({ left, name, code });
    }
  }
  const { ok, problems } = await store.verify();
  tell({ name: 'at the end', code: await codeOf(store.close()), ok, problems, warnings });
} catch (error) {
  tell({ name: 'open', code: await codeOf(Promise.reject(error)) });
}
