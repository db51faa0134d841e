import type { Random } from '../queries/random.ts';
import { type Times, timesOf } from '../times.ts';
import type { DeviceClocks } from './device-clocks.ts';
import { openLoop } from './open-loop.ts';
import { queryUrls } from './query-urls.ts';
import { send } from './send.ts';

/** Devices that send what they measured, and people who ask meanwhile. */
export interface DeviceLoad {
  readonly name: string;
  /** Requests on their way at a time: each writer waits for its receipt and sends the next. */
  readonly writers: number;
  /** Requests a second at their times instead, whether or not those before were answered. */
  readonly writesPerSecond?: number;
  /** Users whose readings are in one request: 1 for a device, more for a gateway. */
  readonly usersPerRequest: number;
  readonly queriesPerSecond: number;
}

/** Services over one store, which get the requests in turn. */
export interface Served {
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly users: number;
}

export interface DeviceResult {
  readonly writesPerSecond: number;
  readonly write: Times;
  readonly query: Times;
  readonly failures: Readonly<Record<string, number>>;
}

/** Sends a load for some seconds; half of the queries are of each kind. */
export async function deviceWriters(
  { urls, headers, users }: Served,
  load: DeviceLoad,
  seconds: number,
  clocks: DeviceClocks,
  random: Random,
): Promise<DeviceResult> {
  const { writers, usersPerRequest, queriesPerSecond } = load;
  const failures: Record<string, number> = {};
  const fail = (reason: string, count = 1) => {
    failures[reason] = (failures[reason] ?? 0) + count;
  };
  const write = async (writer: number, turn: number) => {
    const { status } = await send(`${urls[(writer + turn) % urls.length]}/v1/readings`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      body: clocks.readings(writer, turn, writers, usersPerRequest),
    });
    return status === 200 ? undefined : `status ${status}`;
  };
  const asking = urls.map((url) => queryUrls(url, users, 1 + Math.floor(random() * 1e9), () => clocks.newest));
  let asked = 0;
  const ask = async () => {
    const of = asking[(asked >> 1) % asking.length]!;
    asked += 1;
    const { status } = await send(asked % 2 === 0 ? of.top() : of.users(), { headers });
    return status === 200 ? undefined : `status ${status}`;
  };

  const samples: number[] = [];
  const started = performance.now();
  const writeOn = async (writer: number) => {
    for (let turn = 0; performance.now() < started + seconds * 1000; turn += 1) {
      const sent = performance.now();
      const failure = await write(writer, turn);
      if (failure === undefined) samples.push(performance.now() - sent);
      else fail(failure);
    }
  };
  let due = 0;
  const writeWhenDue = async () => {
    const [writer, turn] = [due % writers, Math.floor(due / writers)];
    due += 1;
    return write(writer, turn);
  };
  const [writes, queries] = await Promise.all([
    load.writesPerSecond === undefined
      ? Promise.all(Array.from({ length: writers }, (_, writer) => writeOn(writer))).then(() => undefined)
      : openLoop(load.writesPerSecond, seconds, random, writeWhenDue),
    queriesPerSecond === 0 ? undefined : openLoop(queriesPerSecond, seconds, random, ask),
  ]);
  for (const loop of [writes, queries]) {
    for (const [reason, count] of loop?.failures ?? []) fail(reason, count);
    if (loop !== undefined && loop.open > 0) fail('no answer', loop.open);
  }
  const written = writes?.samples ?? samples;
  return {
    writesPerSecond: written.length / Math.max(seconds, (performance.now() - started) / 1000),
    write: timesOf(written),
    query: timesOf(queries?.samples ?? []),
    failures,
  };
}
