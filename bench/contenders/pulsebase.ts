import { stat } from 'node:fs/promises';
import { openSingleImport } from '../../harness/open-single-import.ts';
import { formatCount } from '../../src/cli/format/numbers.ts';
import { generateReadings } from '../../src/generator/generate-readings.ts';
import { generateUsers } from '../../src/generator/generate-users.ts';
import type { Receipt, Store } from '../../src/index.ts';
import { benchReadings } from '../data/bench-readings.ts';
import { AS_OF, benchUsers } from '../data/bench-users.ts';
import type { BenchWindow, Cohort, CohortQuery } from '../queries/query.ts';
import type { Contender, ImportResult, LoadStep } from './contender.ts';

/** Between two lines of progress. */
const PROGRESS_MS = 10_000;

/** Pulsebase over any store: its own generator, `Store.ingest` and both queries. The contract of a store has no empty statement. */
export async function pulsebaseContender(store: Store): Promise<Omit<Contender, 'emptyStatement'>> {
  const { engine, engineVersion } = await store.stats();
  return {
    version: `${engine} ${engineVersion}`,
    load: async (plan) => {
      await store.importUsers(benchUsers(plan));
      requireInserted(await store.ingest(benchReadings(plan)), plan.readings);
    },
    loadStep: (step) => loadStep(store, step),
    queryUsers: (query) =>
      store.queryUsers({ ...cohortQuery(query), minHeartRate: query.minHeartRate, details: false }),
    queryTop: ({ userId, ...window }) => store.queryTop({ userId, ...dates(window), details: false }),
    cohort: async (query) => {
      const members = await store.queryUsers({ ...cohortQuery(query), minHeartRate: 0, details: true });
      return members.map(({ userId, average }) => [userId, average] as const);
    },
    disk: async () => {
      const { bytes } = await store.stats();
      return { readings: bytes.readings, total: bytes.total };
    },
    close: () => store.close(),

    addUsers: async (ids) => {
      await store.importUsers(ids.map((id) => ({ id })));
    },
    ingest: async (readings) => requireInserted(await store.ingest(readings), readings.length),
    importCsv: async (plan, file) => {
      await store.importUsers(benchUsers(plan));
      const result = await importFiles(store, [file], 'reject');
      if (result.readings !== plan.readings) throw new Error(`${result.readings} of ${plan.readings} imported`);
      return result;
    },
    importFiles: (files) => importFiles(store, files, 'create'),
  };
}

async function loadStep(store: Store, { from, to, readings, ...population }: LoadStep): Promise<void> {
  await store.importUsers(generateUsers({ ...population, asOf: AS_OF }));
  let told = performance.now();
  const onProgress = ({ inserted }: Receipt) => {
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    console.error(`        ${formatCount(inserted)} of ${formatCount(readings)} readings loaded`);
  };
  const source = generateReadings({ ...population, readings, from, to });
  requireInserted(await store.ingest(source, { onProgress }), readings);
}

async function importFiles(
  store: Store,
  files: readonly string[],
  unknownUsers: 'reject' | 'create',
): Promise<ImportResult> {
  let [readings, users, rejected] = [0, 0, 0];
  for (const file of files) await stat(file);
  const started = performance.now();
  for (const file of files) {
    const source = await openSingleImport(file, { format: 'auto' });
    const receipt = await store.ingest(source.blocks(), { unknownUsers });
    readings += receipt.inserted;
    users += receipt.usersCreated;
    rejected += receipt.rejected;
  }
  return { readings, users, rejected, seconds: (performance.now() - started) / 1000 };
}

function cohortQuery({ minAge, genders, ...window }: CohortQuery) {
  const cohort: Cohort & { asOf: string } = { minAge, asOf: AS_OF };
  return { ...cohort, ...dates(window), ...(genders === undefined ? {} : { gender: genders }) };
}

function dates({ from, to }: BenchWindow) {
  return { from: new Date(from), to: new Date(to) };
}

function requireInserted({ inserted, rejected }: Receipt, expected: number): void {
  if (inserted !== expected) throw new Error(`${inserted} of ${expected} readings inserted, ${rejected} rejected`);
}
