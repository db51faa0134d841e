import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FloorResults } from '../bench-result.ts';
import type { ContenderName } from '../contenders/registry.ts';
import { benchReadings } from '../data/bench-readings.ts';
import { dataPlan } from '../data/data-plan.ts';
import { timesOf } from '../times.ts';
import type { Running } from './running.ts';

const STATEMENTS = 200;
const WARM_UP = 20;
const SYNCS = 100;
const SYNCED_BYTES = 4096;
const STARTS = 20;
const MAX_READINGS = 5_000_000;

/** What nothing on this machine can go below: beside these stand the goals that are missed. */
export async function measureFloors({ handles, options, site, log }: Running): Promise<FloorResults> {
  log('floors: empty statements, the disk, the generator, the start of a process');
  const { smoke, plan } = options;
  const samples = new Map<ContenderName, number[]>(handles.map(({ name }) => [name, []]));
  const rounds = smoke ? 5 : STATEMENTS + WARM_UP;
  for (let round = 0; round < rounds; round += 1) {
    for (const handle of handles) {
      const { ms } = await handle.call('emptyStatement');
      if (smoke || round >= WARM_UP) samples.get(handle.name)!.push(ms);
    }
  }
  const generated = plan.readings <= MAX_READINGS ? plan : dataPlan(String(MAX_READINGS))!;
  const started = performance.now();
  let readings = 0;
  for await (const block of benchReadings(generated)) readings += block.length;
  return {
    emptyStatement: Object.fromEntries([...samples].map(([name, list]) => [name, timesOf(list)])),
    generator: { readings, seconds: (performance.now() - started) / 1000 },
    sync: timesOf(await timesOfSync(join(site.directory, 'synced'), smoke ? 3 : SYNCS)),
    nodeStart: timesOf(await timesOfStart(smoke ? 1 : STARTS)),
  };
}

/** Appending a page to a file and waiting for the disk, where the stores lie. */
async function timesOfSync(path: string, count: number): Promise<number[]> {
  const page = Buffer.alloc(SYNCED_BYTES, 1);
  const file = await open(path, 'w');
  const samples: number[] = [];
  try {
    for (let at = 0; at < count; at += 1) {
      const started = performance.now();
      await file.write(page);
      await file.sync();
      samples.push(performance.now() - started);
    }
  } finally {
    await file.close();
    await rm(path);
  }
  return samples;
}

async function timesOfStart(count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const started = performance.now();
    await promisify(execFile)(process.execPath, ['--eval', '0']);
    samples.push(performance.now() - started);
  }
  return samples;
}
