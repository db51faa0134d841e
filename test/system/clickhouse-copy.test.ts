import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ClickhouseCluster, startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import type { ClickhouseServer } from '../../harness/clickhouse-server.ts';
import { until } from '../../harness/until.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { runProcess } from '../cli/run-process.ts';
import { collect } from '../conformance/collect.ts';

const READINGS = 400_000;
const USERS = 20;
const YEAR = { from: '2023-01-01', to: '2023-12-31T23:59:59.999Z' };

/** From the embedded store of one machine to a cluster, by the command line, broken off on the way. */
describe('a copy from an embedded store to a cluster', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-copy-'));
  const from = `chdb:${join(directory, 'store')}`;
  let cluster: ClickhouseCluster;
  let to: string;

  before(async () => {
    const made = await runProcess([
      ...['generate', '--users', String(USERS), '--readings', String(READINGS)],
      ...['--store', from],
    ]);
    assert.equal(made.exitCode, 0, made.stderr);
    cluster = await startClickhouseCluster();
    to = cluster.url('copy', cluster.nodes, { lease: '30' });
  });

  after(async () => {
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Waits until no server works any more on what a killed process has sent it: its connections end with the last of it. */
  async function quiet(): Promise<void> {
    const inserts = `SELECT count() FROM system.processes WHERE query LIKE 'INSERT%'`;
    const connections = `SELECT value FROM system.metrics WHERE metric = 'HTTPConnection'`;
    const isQuiet = async ({ execute }: ClickhouseServer) =>
      (await execute(connections)) === '1' && (await execute(inserts)) === '0';
    await until('the servers to be quiet', async () => (await Promise.all(cluster.nodes.map(isQuiet))).every(Boolean));
  }

  /** Runs the command and sends it a signal as soon as the target holds something new. */
  async function brokenOff(signal: NodeJS.Signals): Promise<{ exitCode: number; stderr: string }> {
    const count = async () =>
      Number(await cluster.nodes[0]!.execute('SELECT count() FROM copy.readings').catch(() => '0'));
    await quiet();
    const held = await count();
    return runProcess(['copy', '--from', from, '--to', to], {
      async onStart(child) {
        const isUnderWay = async () => child.exitCode !== null || (await count()) !== held;
        await until('something new in the target', isUnderWay, { every: 5 });
        child.kill(signal);
      },
    });
  }

  test('a copy that is killed, then interrupted, goes on where it was, and both stores are the same', async () => {
    assert.equal((await brokenOff('SIGKILL')).exitCode, -1);
    const { exitCode, stderr } = await brokenOff('SIGINT');
    assert.equal(exitCode, 130, stderr);
    assert.match(stderr, /^pulsebase: ABORTED: stopped after \d+ rows; those are kept and current$/m);

    const finished = await runProcess(['copy', '--from', from, '--to', to, '--json']);
    assert.equal(finished.exitCode, 0, finished.stderr);
    const report = JSON.parse(finished.stdout) as Record<string, Record<string, number>>;
    assert.deepEqual([report.differing, report.months], [[], 12]);
    assert.equal(report.users!.unchanged, USERS);
    assert.ok(report.readings!.inserted! < READINGS, finished.stdout);

    const again = await runProcess(['copy', '--from', from, '--to', to, '--json']);
    const { readings, monthsHeldBefore } = JSON.parse(again.stdout);
    assert.deepEqual([readings.read, monthsHeldBefore], [0, 12]);

    await using source = await openStore(from);
    await using target = await openStore(to);
    assert.deepEqual(await contents(target), await contents(source));
    const { ok, differing } = await target.verify();
    assert.deepEqual([ok, differing, (await target.stats()).readings], [true, 0, READINGS]);
  });

  test('a target that was changed is found out, and copied again', async () => {
    const target = await openStore(to);
    await target.deleteReadings({ userIds: [3], from: '2023-05-01', to: '2023-05-20' });
    await target.close();
    const { exitCode, stdout } = await runProcess(['copy', '--from', from, '--to', to, '--json']);
    assert.equal(exitCode, 0);
    const { readings, monthsHeldBefore } = JSON.parse(stdout);
    assert.equal(monthsHeldBefore, 11);
    assert.ok(readings.inserted > 0 && readings.updated === 0);
  });

  test('doctor finds a store on a cluster in order, and says what is wrong when a node is down', async () => {
    const sound = await runProcess(['doctor', '--store', to]);
    assert.equal(sound.exitCode, 0, sound.stdout);
    assert.match(sound.stdout, /^fine +replicas +every replica that answers is up to date$/m);
    assert.match(sound.stdout, /^fine +journal +no process has a write under way or left over$/m);
    const { host, tcpPort } = cluster.nodes[3]!;
    await cluster.nodes[3]!.kill();
    const faulty = await runProcess(['doctor', '--store', to]);
    assert.notEqual(faulty.exitCode, 0);
    assert.match(faulty.stdout, new RegExp(`^fault +nodes +${host}:${tcpPort} of shard 2 cannot be reached$`, 'm'));
    await cluster.nodes[3]!.start();
  });
});

async function contents(store: Store): Promise<unknown> {
  return {
    users: await collect(store.listUsers()),
    cohort: await store.queryUsers({ ...YEAR, minHeartRate: 0, details: true }),
    ragged: await store.queryUsers({
      from: '2023-02-03T04:05:06Z',
      to: '2023-10-11T12:13:14Z',
      minHeartRate: 60,
      details: true,
    }),
    readings: await collect(store.readings(7, YEAR)),
    top: await store.queryTop({ ...YEAR, userId: 8, details: true }),
  };
}
