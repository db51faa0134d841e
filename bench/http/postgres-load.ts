import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { hashKey, makeKey, SCOPES } from '../../src/api/auth/api-key.ts';
import { describeMachine, type Machine } from '../machine.ts';
import { postgresSettings } from '../postgres-settings.ts';
import { randomOf } from '../queries/random.ts';
import { cpuTime } from './cpu-time.ts';
import { type DelayedRelay, delayedRelay } from './delayed-relay.ts';
import { DeviceClocks } from './device-clocks.ts';
import { type DeviceLoad, type DeviceResult, deviceWriters } from './device-writers.ts';
import { send } from './send.ts';
import { generate } from './served-store.ts';
import { serverTime } from './server-time.ts';

/** Enough devices that those who send at a time are few of them. */
const USERS = 1000;
const READINGS = 300_000;

const LOADS: readonly DeviceLoad[] = [
  { name: '16 devices', writers: 16, usersPerRequest: 1, queriesPerSecond: 0 },
  { name: '128 devices', writers: 128, usersPerRequest: 1, queriesPerSecond: 0 },
  { name: '64 gateways of 10 users', writers: 64, usersPerRequest: 10, queriesPerSecond: 0 },
  { name: '200 writes/s beside queries', writers: 64, usersPerRequest: 1, queriesPerSecond: 20, writesPerSecond: 200 },
];

export interface PostgresLoadOptions {
  readonly services: number;
  readonly seconds: number;
  readonly rounds: number;
  /** Milliseconds that the way to the server and the way back take each, as from another machine; 0 for none. */
  readonly distance: number;
  /** Another checkout, whose service is measured in turn with this one's. */
  readonly beside: string | undefined;
  /** Parts of names of the loads wanted; all when empty. */
  readonly only: readonly string[];
}

/** Who is measured: so many services of a checkout over the one store. */
interface Contender {
  readonly name: string;
  readonly served: readonly ServeProcess[];
}

/** One load of one contender in one round. */
export interface PostgresMeasure extends DeviceResult {
  readonly load: string;
  readonly contender: string;
  readonly round: number;
  /** Cores that were busy on average. */
  readonly cores: { readonly services: number; readonly server: number; readonly generator: number };
}

export interface PostgresLoadResult {
  readonly kind: 'http-postgres';
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly users: number;
  readonly readings: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly distance: number;
  readonly measures: readonly PostgresMeasure[];
}

/** Measures services over a PostgreSQL of their own, in turn, each load in several rounds. */
export async function postgresLoad(options: PostgresLoadOptions): Promise<Omit<PostgresLoadResult, 'command'>> {
  const { services, seconds, rounds, distance, beside, only } = options;
  const machine = describeMachine();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const server = await startPostgresServer(postgresSettings());
  const serving: ServeProcess[] = [];
  let relay: DelayedRelay | undefined;
  // Whoever breaks it off leaves nothing behind.
  process.once('exit', () => {
    for (const { child } of serving) child.kill();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    const store = await server.createDatabase('store');
    const state = await server.createDatabase('state');
    console.error(`filling a database with ${READINGS} readings`);
    await generate(store, USERS, READINGS);
    relay = distance === 0 ? undefined : await delayedRelay(server.port, distance);
    const reached = (url: string) => (relay === undefined ? url : url.replace(`:${server.port}/`, `:${relay.port}/`));
    const { key } = makeKey();
    const serve = async (count: number, stateUrl: string, checkout?: string) => {
      const served: ServeProcess[] = [];
      for (let at = 0; at < count; at += 1) {
        const stateDirectory = join(server.directory, `service-${serving.length}`);
        mkdirSync(stateDirectory);
        const environment = {
          RATE_LIMIT: '0',
          PULSEBASE_API_KEYS: `bench:${SCOPES.join('+')}:${Buffer.from(hashKey(key)).toString('hex')}`,
          STATE_DIRECTORY: stateDirectory,
          STATE_URL: reached(stateUrl),
          DATABASE_URL: reached(store),
        };
        served.push(await serveProcess(environment, [], checkout));
        serving.push(served.at(-1)!);
      }
      return served;
    };
    const contenders: Contender[] = [];
    if (beside !== undefined) contenders.push({ name: 'before', served: await serve(1, 'sqlite:', resolve(beside)) });
    contenders.push({ name: 'one', served: await serve(1, 'sqlite:') });
    if (services > 1) {
      contenders.push({ name: 'one, shared state', served: await serve(1, state) });
      contenders.push({ name: `${services}, shared state`, served: await serve(services, state) });
    }
    const headers = { authorization: `Bearer ${key}` };
    const { body } = await send(`${serving[0]!.url}/v1/stats`, { headers });
    const clocks = new DeviceClocks(USERS, Date.parse((JSON.parse(body) as { lastReading: string }).lastReading));
    const postmaster = Number(readFileSync(join(server.directory, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
    const random = randomOf(7);
    const measures: PostgresMeasure[] = [];
    const loads = LOADS.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
    for (let round = 0; round <= rounds; round += 1) {
      for (const load of loads) {
        // Whoever came first in one round comes last in the next.
        for (const { name, served } of round % 2 === 0 ? contenders : contenders.toReversed()) {
          const urls = served.map(({ url }) => url);
          const times = () => ({
            services: served.reduce((sum, { child }) => sum + cpuTime(child.pid!), 0),
            server: serverTime(postmaster),
            generator: cpuTime(process.pid),
          });
          const [started, before] = [performance.now(), times()];
          const result = await deviceWriters({ urls, headers, users: USERS }, load, seconds, clocks, random);
          const [elapsed, after] = [(performance.now() - started) / 1000, times()];
          const cores = {
            services: (after.services - before.services) / elapsed,
            server: (after.server - before.server) / elapsed,
            generator: (after.generator - before.generator) / elapsed,
          };
          console.error(
            `${round}: ${load.name}, ${name}: ${result.writesPerSecond.toFixed(0)} writes/s, p50 ${result.write.p50} p95 ${result.write.p95} ms; query p50 ${result.query.p50} p95 ${result.query.p95}; cores ${Object.values(
              cores,
            )
              .map((value) => value.toFixed(2))
              .join(' + ')} ${JSON.stringify(result.failures)}`,
          );
          // The first round warms up.
          if (round > 0) measures.push({ load: load.name, contender: name, round, cores, ...result });
        }
      }
    }
    return {
      kind: 'http-postgres',
      date,
      machine,
      users: USERS,
      readings: READINGS,
      seconds,
      rounds,
      distance,
      measures,
    };
  } finally {
    for (const service of serving) await service.end('SIGTERM');
    await relay?.close();
    await server.stop();
  }
}
