import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import type { Retention as Kept } from '../../src/api/schemas/retention.ts';
import { Retention } from '../../src/api/writes/retention.ts';
import { RetentionRuns } from '../../src/api/writes/retention-runs.ts';
import { ServiceWrites } from '../../src/api/writes/service-writes.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openState } from '../../src/state/open-state.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { inject } from './inject.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.parse('2023-06-10T12:00:00Z');

/** A store with a reading at each noon from 1 to 10 June, and the deletion of old ones by clocks that the test sets. */
async function scene(days: number, engine: Engine = new MemoryEngine()) {
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  await store.putUser({ id: 1 });
  const noons = Array.from({ length: 10 }, (_, at) => new Date(START - at * DAY));
  await store.ingest(noons.map((timestamp) => ({ userId: 1, timestamp, heartRate: 60 })));
  const clock = { wall: START, elapsed: 0 };
  const [runs, audited]: [unknown[], unknown[]] = [[], []];
  const retention = new Retention({
    days,
    writes: new ServiceWrites(store, { groupCommitRows: 1000, groupCommitInterval: 0 }, { group: () => {} }),
    log: pino({ enabled: false }),
    audit: async ({ action, rows }) => void audited.push([action, rows]),
    onRun: async (keptFrom, readings) => void runs.push([new Date(keptFrom).toISOString().slice(0, 10), readings]),
    now: () => clock.wall,
    elapsed: () => clock.elapsed,
  });
  return {
    ...{ runs, audited, clock },
    left: async () => (await store.stats()).readings,
    /** Time goes on, and the service looks each minute, as far as the test goes. */
    async pass(ms: number): Promise<void> {
      clock.wall += ms;
      clock.elapsed += ms;
      await retention.check();
    },
  };
}

test('what is older than so many days goes, once a day, and is audited', async () => {
  const { pass, left, runs, audited } = await scene(3);
  await pass(0);
  assert.equal(await left(), 10);
  await pass(10 * MINUTE);
  // Those of the 10th, and of three days before it.
  assert.equal(await left(), 4);
  await pass(5 * MINUTE);
  await pass(DAY);
  assert.equal(await left(), 3);
  assert.deepEqual(runs, [
    ['2023-06-07', 6],
    ['2023-06-08', 1],
  ]);
  assert.deepEqual(audited, [
    ['retention', 6],
    ['retention', 1],
  ]);
});

test('a clock that was just set deletes nothing', async () => {
  const { pass, left, clock } = await scene(3);
  await pass(0);
  await pass(9 * MINUTE);
  clock.wall += 365 * DAY;
  await pass(5 * MINUTE);
  assert.equal(await left(), 10);
  clock.wall -= 365 * DAY;
  await pass(9 * MINUTE);
  assert.equal(await left(), 10);
  await pass(MINUTE);
  assert.equal(await left(), 10);
  await pass(10 * MINUTE);
  assert.equal(await left(), 4);
});

test('where all are kept nothing goes, and a failure is tried again', async () => {
  const forGood = await scene(0);
  await forGood.pass(0);
  await forGood.pass(DAY);
  assert.equal(await forGood.left(), 10);

  class Failing extends MemoryEngine {
    failures = 1;
    override dropBefore(instant: number): Promise<number> {
      this.failures -= 1;
      if (this.failures === 0) throw new Error('out of reach');
      return super.dropBefore(instant);
    }
  }
  const failing = await scene(3, new Failing());
  await failing.pass(0);
  await failing.pass(10 * MINUTE);
  assert.equal(await failing.left(), 10);
  await failing.pass(MINUTE);
  assert.equal(await failing.left(), 4);
});

test('a service tells of readings that are older than they may be', async () => {
  const { service, store, send } = await inject({ retentionDays: 30 });
  const grades = async () => {
    const { findings } = (await send('GET', '/v1/store/findings')).json() as {
      findings: { subject: string; grade: string }[];
    };
    return findings.filter(({ subject }) => subject === 'retention').map(({ grade }) => grade);
  };
  assert.deepEqual(await grades(), ['fine']);
  await store.putUser({ id: 1 });
  await store.ingest([{ userId: 1, timestamp: '2020-01-01', heartRate: 60 }]);
  assert.deepEqual(await grades(), ['warning']);
  const { keptFrom, ...kept } = (await send('GET', '/v1/retention')).json() as Kept;
  assert.deepEqual(kept, { days: 30, readings: 1, lastRun: null });
  assert.match(keptFrom ?? '', /T00:00:00.000Z$/);
  const state = await openState({ stateUrl: 'sqlite:', stateDirectory: service.stateDirectory }, { durable: false });
  await new RetentionRuns(state, pino({ enabled: false }), { ran: () => {} }).add(Date.parse('2023-01-01'), 12);
  await state.close();
  const { lastRun } = (await send('GET', '/v1/retention')).json() as Kept;
  assert.deepEqual([lastRun?.keptFrom, lastRun?.readings], ['2023-01-01T00:00:00.000Z', 12]);
  assert.match((await send('GET', '/metrics')).body, /^pulsebase_retention_deleted_readings_total 0$/m);
  await service.remove();
});

test('findings are looked for anew unless older ones will do', async () => {
  class Counting extends MemoryEngine {
    looked = 0;
    async diagnose() {
      this.looked += 1;
      if (this.looked === 3) throw new Error('out of reach');
      return [{ grade: 'warning' as const, subject: 'parts', message: `look ${this.looked}` }];
    }
  }
  const { service, send } = await inject({}, new Counting());
  const look = async (query = '') => {
    const { findings = [] } = (await send('GET', `/v1/store/findings${query}`)).json() as {
      findings?: { subject: string; message: string }[];
    };
    return findings.find(({ subject }) => subject === 'parts')?.message;
  };
  assert.deepEqual(
    [await look(), await look('?maxAge=600'), await look('?maxAge=600')],
    ['look 1', 'look 1', 'look 1'],
  );
  assert.equal(await look(), 'look 2');
  assert.equal(await look('?maxAge=600'), 'look 2');
  // What failed is no answer for anybody else.
  assert.equal(await look(), undefined);
  assert.deepEqual(await Promise.all([look('?maxAge=600'), look('?maxAge=600')]), ['look 4', 'look 4']);
  await service.remove();
});
