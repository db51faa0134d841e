import { openLoop } from '../http/open-loop.ts';
import { queryUrls } from '../http/query-urls.ts';
import { send } from '../http/send.ts';
import type { ServedStore } from '../http/served-store.ts';
import type { Random } from '../queries/random.ts';
import { alarmKey } from './alarm-receiver.ts';
import { SPIKE_BPM } from './bench-rules.ts';

/** Devices that send what they measure now, and people who ask meanwhile. */
export interface LiveLoad {
  readonly users: number;
  readonly readingsPerSecond: number;
  readonly queriesPerSecond: number;
  /** Readings that raise an alarm. */
  readonly spikesPerSecond: number;
}

/** What came of it. */
export interface LiveResult {
  /** Of each receipt, in ms from when the request was due. */
  readonly receipts: readonly number[];
  readonly queries: readonly number[];
  /** When the receipt came of each reading that raises an alarm, by `performance.now()`. */
  readonly spikes: ReadonlyMap<string, number>;
  readonly failures: number;
}

/** Readings in a request, each of another user. */
const BATCH = 50;
/** Of all queries, those about one user. */
const TOP_SHARE = 0.8;

/** Sends a load for some seconds, open loop. */
export async function liveLoad(
  { url, headers }: ServedStore,
  { users, readingsPerSecond, queriesPerSecond, spikesPerSecond }: LiveLoad,
  seconds: number,
  random: Random,
): Promise<LiveResult> {
  const spikes = new Map<string, number>();
  const newest = new Map<number, number>();
  /** Whose last reading was a spike: the next one would belong to the same alarm. */
  const spiking = new Set<number>();
  let next = 0;
  const write = async () => {
    const sent: string[] = [];
    const lines = Array.from({ length: BATCH }, () => {
      const userId = 1 + (next++ % users);
      // One reading has each instant of a user.
      const at = Math.max(Date.now(), (newest.get(userId) ?? 0) + 1);
      newest.set(userId, at);
      const isSpike = random() < spikesPerSecond / readingsPerSecond && !spiking.has(userId);
      if (isSpike) spiking.add(userId);
      else spiking.delete(userId);
      if (isSpike) sent.push(alarmKey(userId, at));
      const heartRate = isSpike ? SPIKE_BPM : 60 + Math.floor(random() * 40);
      return `{"userId":${userId},"timestamp":"${new Date(at).toISOString()}","heartRate":${heartRate}}`;
    });
    const { status } = await send(`${url}/v1/readings`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    if (status !== 200) return `status ${status}`;
    for (const key of sent) spikes.set(key, performance.now());
    return undefined;
  };
  const ask = queryUrls(url, users, 1 + Math.floor(random() * 1e9), Date.now);
  const query = async () => {
    const { status } = await send(random() < TOP_SHARE ? ask.top() : ask.users(), { headers });
    return status === 200 ? undefined : `status ${status}`;
  };
  const [writes, queries] = await Promise.all([
    openLoop(readingsPerSecond / BATCH, seconds, random, write),
    openLoop(queriesPerSecond, seconds, random, query),
  ]);
  const failures = [writes, queries].map((loop) => loop.open + [...loop.failures.values()].reduce((a, b) => a + b, 0));
  return { receipts: writes.samples, queries: queries.samples, spikes, failures: failures[0]! + failures[1]! };
}
