import type { ReadingInput } from '../../src/model/reading.ts';
import type { IngestResult } from '../bench-result.ts';
import { contenderEntry } from '../contenders/registry.ts';
import { PERIOD } from '../data/data-plan.ts';
import { timesOf } from '../times.ts';
import type { Running } from './running.ts';

/** Readings of a batch, and the share of the wanted batches that is measured of them. */
const BATCHES = [
  { batch: 1, share: 1 },
  { batch: 100, share: 1 },
  { batch: 1000, share: 1 },
  { batch: 10_000, share: 0.3 },
] as const;
const WARM_UP = 3;
/** A thousand devices send at the same minute; a larger batch holds several minutes of them. */
const DEVICES = 1000;
const MINUTE = 60_000;

/** Latency of single batches with roll-ups, durable, into the loaded stores, taken in turn. */
export async function measureIngest({ handles, options, log }: Running): Promise<IngestResult[]> {
  const stores = handles.filter(({ name }) => contenderEntry(name).isPulsebase);
  if (stores.length === 0) return [];
  const more = Array.from(
    { length: Math.max(0, DEVICES - options.plan.users) },
    (_, at) => options.plan.users + 1 + at,
  );
  for (const store of stores) if (more.length > 0) await store.call('addUsers', more);
  let minute = PERIOD.to;
  const results: IngestResult[] = [];
  for (const { batch, share } of BATCHES) {
    log(`ingest: batches of ${batch}`);
    const samples = stores.map(({ name }) => ({ name, list: [] as number[] }));
    const count = Math.max(2, Math.round(share * options.batches));
    const rounds = options.smoke ? count : count + WARM_UP;
    for (let round = 0; round < rounds; round += 1) {
      const readings = makeBatch(batch, minute);
      minute += Math.ceil(batch / DEVICES) * MINUTE;
      for (const [at, store] of stores.entries()) {
        const { ms } = await store.call('ingest', readings);
        if (options.smoke || round >= WARM_UP) samples[at]!.list.push(ms);
      }
    }
    results.push({ batch, times: Object.fromEntries(samples.map(({ name, list }) => [name, timesOf(list)])) });
  }
  return results;
}

function makeBatch(size: number, minute: number): ReadingInput[] {
  return Array.from({ length: size }, (_, at) => {
    const device = at % DEVICES;
    const timestamp = new Date(minute + Math.floor(at / DEVICES) * MINUTE + (device % 60) * 1000);
    return { userId: device + 1, timestamp, heartRate: 60 + (device % 40) };
  });
}
