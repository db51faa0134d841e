import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PRESETS, type PresetName } from '../src/generator/presets.ts';
import { largeIngest } from './http/large-ingest.ts';
import { isBorne } from './http/load-goals.ts';
import { loadReport } from './http/load-report.ts';
import type { LoadResult } from './http/load-result.ts';
import { measurePostgres } from './http/measure-postgres.ts';
import { type Mix, type MixResult, mixedLoad } from './http/mixed-load.ts';
import { NewReadings } from './http/new-readings.ts';
import { send } from './http/send.ts';
import { generate, type ServedStore, serveStore } from './http/served-store.ts';
import { describeMachine } from './machine.ts';

// `npm run bench:http -- --size 60m --seconds 600 --limit --out bench/results`: the service under load. Open loop: requests
// come at their times, whether or not the ones before were answered. Its goals are those of a quiet machine.

const USAGE = `npm run bench:http -- [--size 2.5m|25m|60m] [--seconds 60] [--directory DIR] [--out DIR] [--limit]
  --seconds    how long the usual load lasts (ten minutes for the record)
  --directory  where the store lies; one that is there is used again, with all that came in by then
  --out        write the result there, as DATE-http-SIZE.json and .md
  --limit      raise the load by half until an objective is broken

  npm run bench:http -- --engine postgres [--services 2] [--seconds 5] [--rounds 5] [--distance 0] [--beside CHECKOUT]
    small writes a second over a PostgreSQL that is started for it
  --services   so many services over the one store, with a shared state, in turn with one
  --rounds     how often each is measured, in turn
  --distance   milliseconds that each way to the server takes, as if it were elsewhere
  --beside     another checkout, whose service is measured in turn
  --only       part of the name of a load; may be repeated`;

const PICTURE: Mix = { top: 40, users: 10, readings: 5000, batch: 50 };
const SMALL_WRITERS: Mix = { top: 1, users: 1, readings: 20_000, batch: 20 };
const LARGE_READINGS = 2_000_000;
/** Seconds of each step of a raised load. */
const STEP = 20;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '2.5m' },
      seconds: { type: 'string' },
      directory: { type: 'string', default: '/tmp/pulsebase-http-load' },
      out: { type: 'string' },
      limit: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'embedded' },
      services: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
      distance: { type: 'string', default: '0' },
      beside: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  if (values.engine === 'postgres') {
    const { beside, only, out } = values;
    const [services, rounds, distance] = [values.services, values.rounds, values.distance].map(Number);
    await measurePostgres(
      {
        services: services!,
        seconds: Number(values.seconds ?? '5'),
        rounds: rounds!,
        distance: distance!,
        beside,
        only,
      },
      out,
    );
    return 0;
  }
  const size = values.size as PresetName;
  const preset = PRESETS[size];
  const seconds = Number(values.seconds ?? '60');
  if (preset === undefined || !(seconds > 0) || values.engine !== 'embedded') {
    console.error(USAGE);
    return 2;
  }
  const data = join(values.directory, `data-${size}`);
  mkdirSync(values.directory, { recursive: true });
  if (!existsSync(data)) {
    console.error(`filling ${data} with ${preset.readings} readings`);
    await generate(`chdb:${data}`, preset.users, preset.readings);
  }
  // What the load before left to do would count for this one.
  const machine = describeMachine();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const served = await serveStore(`chdb:${data}`, values.directory);
  try {
    const stats = await statsOf(served);
    const fresh = new NewReadings(Date.parse(stats.lastReading ?? '2024-01-01'));
    const load = (mix: Mix, howLong: number) => mixedLoad(served, preset.users, fresh, mix, howLong);
    console.error('warming up');
    await load({ top: 20, users: 5, readings: 500, batch: 50 }, 5);
    console.error(`the usual load, ${seconds} s`);
    const picture = await load(PICTURE, seconds);
    console.error('small writers');
    const small = await load(SMALL_WRITERS, Math.min(seconds, 30));
    const large = [];
    for (const bodies of [1, 3]) {
      console.error(`large bodies, ${bodies} at once`);
      const firstInstant = fresh.take(Math.ceil(LARGE_READINGS / preset.users + bodies) * 1000);
      large.push(await largeIngest(served, { bodies, users: preset.users, readings: LARGE_READINGS, firstInstant }));
    }
    const steps: MixResult[] = [];
    for (let factor = 1.5; values.limit; factor *= 1.5) {
      const { top, users, readings, batch } = PICTURE;
      console.error(`${Math.round((top + users) * factor)} queries/s`);
      const step = await load({ top: top * factor, users: users * factor, readings: readings * factor, batch }, STEP);
      steps.push(step);
      if (!isBorne(step)) break;
    }
    const result: LoadResult = {
      kind: 'http-load',
      date,
      command: `npm run bench:http -- --size ${size} --seconds ${seconds}${values.limit ? ' --limit' : ''}`,
      engine: 'embedded',
      size,
      users: stats.users,
      readings: stats.readings,
      machine,
      picture,
      small,
      large,
      steps,
    };
    const report = loadReport(result);
    console.log(report);
    if (values.out !== undefined) {
      mkdirSync(values.out, { recursive: true });
      const path = join(values.out, `${date.slice(0, 10)}-http-${size}`);
      writeFileSync(`${path}.json`, `${JSON.stringify(result, undefined, 1)}\n`);
      writeFileSync(`${path}.md`, report);
      console.error(`written: ${path}.json, ${path}.md`);
    }
  } finally {
    await served.stop();
  }
  return 0;
}

async function statsOf({ url, headers }: ServedStore) {
  const { status, body } = await send(`${url}/v1/stats`, { headers });
  if (status !== 200) throw new Error(body);
  return JSON.parse(body) as { users: number; readings: number; lastReading: string | null };
}
