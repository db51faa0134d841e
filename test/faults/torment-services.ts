import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { collect } from '../conformance/collect.ts';
import { ifKnown } from '../conformance/if-known.ts';
import { act } from './act.ts';
import { AlarmWatch } from './alarm-watch.ts';
import { Device } from './device.ts';
import { Dice } from './dice.ts';
import { ServicePair, type Side } from './service-pair.ts';
import { Tally } from './tally.ts';

/** What happens to the services in a round. */
export const EVENTS = [
  ...(['kill one', 'kill both', 'stop one', 'freeze one', 'give one up'] as const),
  ...(['kill the leader', 'freeze the leader'] as const),
] as const;

export type ServiceEvent = (typeof EVENTS)[number];

/** Half of all rounds kill one. */
const LOTS: readonly ServiceEvent[] = ['kill one', 'kill one', 'kill one', 'kill one', ...EVENTS];

/** What came of all rounds in which the same happened. */
export interface EventResult {
  readonly event: ServiceEvent;
  rounds: number;
  acknowledged: number;
  repeated: number;
  erasures: number;
  overtaken: number;
  lost: number;
  returned: number;
  falseReceipts: number;
  alarms: number;
  untold: number;
  /** Rounds in which anything was wrong. */
  failed: number;
}

export interface Round {
  readonly event: ServiceEvent;
  readonly tally: Tally;
}

/** Waits for so many answers more, or until it is told that none come. */
type Answers = (count: number, isStuck?: () => boolean | Promise<boolean>) => Promise<void>;

const DEVICES = 6;
const ALL = { from: '2020-01-01', to: '2040-01-01' };

/**
 * Goes through rounds over one store; a round in which something is wrong has the next one begin with a new store.
 *
 * @param events What happens in the rounds, in turn; drawn by lot when left out.
 */
export async function* tormentServices(
  server: PostgresServer,
  seed: number,
  events?: readonly ServiceEvent[],
): AsyncGenerator<Round> {
  const dice = new Dice(seed);
  let rounds = 0;
  const root = mkdtempSync(join(tmpdir(), 'pulsebase-services-'));
  for (let stores = 1; ; stores += 1) {
    const directory = join(root, String(stores));
    const pair = await ServicePair.start(await server.createDatabase(), await server.createDatabase(), directory);
    try {
      const devices = Array.from(
        { length: DEVICES },
        (_, at) => new Device(at + 1, new Dice(seed * 1_000_000 + stores * 100 + at), pair, at % 3 !== 0),
      );
      for (const device of devices) await device.appear();
      const watch = await AlarmWatch.start(pair);
      try {
        let isSound = true;
        while (isSound) {
          const event = events === undefined ? dice.pick(LOTS) : events[rounds % events.length]!;
          rounds += 1;
          const tally = await roundOf(pair, devices, event, dice);
          await watch.look(devices, tally);
          isSound = tally.failures.length === 0;
          yield { event, tally };
        }
      } finally {
        await watch.close();
      }
    } finally {
      await pair.close();
      rmSync(root, { recursive: true, force: true });
    }
  }
}

/** One round: load, something happens to the services, more load; then all is over and looked at. */
async function roundOf(pair: ServicePair, devices: readonly Device[], event: ServiceEvent, dice: Dice): Promise<Tally> {
  const tally = new Tally();
  let isEnding = false;
  const work = devices.map(async (device) => {
    device.tally = tally;
    try {
      while (!isEnding) await act(device);
    } catch (error) {
      tally.fails(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  });
  const answers: Answers = async (count, isStuck = () => false) => {
    const enough = tally.acknowledged + count;
    const isOver = () => tally.acknowledged >= enough || tally.failures.length > 0;
    await until(`${count} answers`, async () => isOver() || (await isStuck()), { every: 1 });
  };
  try {
    await answers(dice.below(60));
    await happen(pair, event, dice, answers);
    await answers(dice.below(30));
  } finally {
    isEnding = true;
    await Promise.all(work);
  }
  await until('the services to be at rest', () => pair.isAtRest());
  await look(pair, devices, tally);
  return tally;
}

async function happen(pair: ServicePair, event: ServiceEvent, dice: Dice, answers: Answers): Promise<void> {
  const side = dice.below(2) as Side;
  /** Whether only who stands still can help: all wait for it, or for its locks. */
  const isStuck = async (still: Side) => pair.waitingAt(still) >= DEVICES || (await pair.isHeldUp());
  switch (event) {
    case 'kill one':
    case 'stop one':
      await pair.end(side, event === 'kill one' ? 'SIGKILL' : 'SIGTERM');
      await answers(dice.below(30));
      await pair.open(side);
      return;
    case 'kill both': {
      const other = (1 - side) as Side;
      await pair.end(side, 'SIGKILL');
      await answers(dice.below(3));
      await pair.end(other, 'SIGKILL');
      await Promise.all([pair.open(side), pair.open(other)]);
      return;
    }
    case 'kill the leader': {
      await until('a leader', () => pair.leader() !== undefined);
      const leader = pair.leader()!;
      await until('something to evaluate or to tell', () => pair.isTelling(), { every: 1 });
      await pair.end(leader, 'SIGKILL');
      await answers(dice.below(30));
      await pair.open(leader);
      return;
    }
    case 'freeze the leader': {
      await until('a leader', () => pair.leader() !== undefined);
      const leader = pair.leader()!;
      await until('something to evaluate or to tell', () => pair.isTelling(), { every: 1 });
      pair.freeze(leader);
      pair.giveUp(leader);
      await until('the other one to lead', () => pair.leader() !== leader, { every: 50 });
      await answers(dice.below(30), () => isStuck(leader));
      pair.thaw(leader);
      return;
    }
    case 'freeze one':
    case 'give one up': {
      pair.freeze(side);
      const enough = 1 + dice.below(4);
      await until('requests that wait', () => pair.waitingAt(side) >= enough, { every: 1 });
      if (event === 'give one up') {
        pair.giveUp(side);
        const isAnswered = () => pair.orphans.size === 0;
        await until('what was given up to be answered elsewhere', async () => isAnswered() || (await isStuck(side)));
        await answers(dice.below(30), () => isStuck(side));
      }
      pair.thaw(side);
    }
  }
}

/** Asks both services for all that there is. */
async function look(pair: ServicePair, devices: readonly Device[], tally: Tally): Promise<void> {
  let held = 0;
  for (const side of [0, 1] as const) {
    await using store = await connectStore(pair.url(side), { apiKey: pair.key });
    for (const { id, readings } of devices) {
      const found = await ifKnown(collect(store.readings(id, ALL)));
      const seen = new Map(found.map(({ timestamp, heartRate }) => [timestamp.getTime(), heartRate]));
      const lost = [...readings].filter(([ms, bpm]) => seen.get(ms) !== bpm);
      const returned = [...seen].filter(([ms]) => !readings.has(ms));
      if (side === 0) {
        held += readings.size;
        tally.lost += lost.length;
        tally.returned += returned.length;
      }
      const show = ([ms, bpm]: readonly [number, number]) =>
        `${new Date(ms).toISOString()} ${bpm} (there: ${seen.get(ms)})`;
      if (lost.length > 0) tally.fails(`user ${id} lacks ${lost.length} readings such as ${show(lost[0]!)}`);
      if (returned.length > 0)
        tally.fails(`user ${id} has ${returned.length} erased ones such as ${show(returned[0]!)}`);
    }
    if (side === 1) continue;
    const { ok, readings, differing, problems } = await store.verify();
    if (!ok) tally.fails(`verify: ${differing} roll-ups differ, ${problems.join('; ')}`);
    if (readings !== held && tally.lost + tally.returned === 0) tally.fails(`${readings} readings, not ${held}`);
  }
}
