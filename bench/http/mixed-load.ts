import { randomOf } from '../queries/random.ts';
import { type Times, timesOf } from '../times.ts';
import { cpuTime } from './cpu-time.ts';
import type { NewReadings } from './new-readings.ts';
import { openLoop } from './open-loop.ts';
import { queryUrls } from './query-urls.ts';
import { send } from './send.ts';
import type { ServedStore } from './served-store.ts';

/** Readers of both queries beside writers, all per second. */
export interface Mix {
  readonly top: number;
  readonly users: number;
  /** Readings that come in, in requests of `batch`. */
  readonly readings: number;
  readonly batch: number;
}

export interface MixResult {
  readonly mix: Mix;
  readonly seconds: number;
  readonly queryTop: Times;
  readonly queryUsers: Times;
  readonly ingest: Times;
  readonly failures: Readonly<Record<string, number>>;
  /** Resident memory of the service in bytes, each few seconds. */
  readonly memory: readonly number[];
  /** Cores that were busy on average, of the service and of who sends. */
  readonly cores: { readonly service: number; readonly generator: number };
}

/** What one write spreads its readings over. Time goes faster here than elsewhere, or a crowd would repeat itself. */
const WRITE_SPAN_MS = 1000;

export async function mixedLoad(
  served: ServedStore,
  people: number,
  fresh: NewReadings,
  mix: Mix,
  seconds: number,
  seed = 7,
): Promise<MixResult> {
  const { url, headers } = served;
  const random = randomOf(seed);
  const ask = queryUrls(url, people, seed, () => fresh.newest);
  const query = async (address: string) => {
    const { status } = await send(address, { headers });
    return status === 200 ? undefined : `status ${status}`;
  };
  const write = async () => {
    const first = fresh.take(WRITE_SPAN_MS);
    const lines = Array.from({ length: mix.batch }, () => {
      const userId = 1 + Math.floor(random() * people);
      const timestamp = new Date(first + Math.floor(random() * WRITE_SPAN_MS)).toISOString();
      return `{"userId":${userId},"timestamp":"${timestamp}","heartRate":${50 + Math.floor(random() * 100)}}`;
    });
    const { status } = await send(`${url}/v1/readings`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    return status === 200 ? undefined : `status ${status}`;
  };
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(served.memory()), 5000);
  memory.push(served.memory());
  const started = performance.now();
  const before = { service: cpuTime(served.pid), generator: cpuTime(process.pid) };
  try {
    const [queryTop, queryUsers, ingest] = await Promise.all([
      openLoop(mix.top, seconds, random, () => query(ask.top())),
      openLoop(mix.users, seconds, random, () => query(ask.users())),
      openLoop(mix.readings / mix.batch, seconds, random, write),
    ]);
    const failures: Record<string, number> = {};
    for (const loop of [queryTop, queryUsers, ingest]) {
      for (const [reason, count] of loop.failures) failures[reason] = (failures[reason] ?? 0) + count;
      if (loop.open > 0) failures['no answer'] = (failures['no answer'] ?? 0) + loop.open;
    }
    const elapsed = (performance.now() - started) / 1000;
    return {
      mix,
      seconds,
      queryTop: timesOf(queryTop.samples),
      queryUsers: timesOf(queryUsers.samples),
      ingest: timesOf(ingest.samples),
      failures,
      memory,
      cores: {
        service: (cpuTime(served.pid) - before.service) / elapsed,
        generator: (cpuTime(process.pid) - before.generator) / elapsed,
      },
    };
  } finally {
    clearInterval(watch);
  }
}
