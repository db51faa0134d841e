import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { freePorts } from '../../harness/free-ports.ts';
import { until } from '../../harness/until.ts';
import { connectAlarms } from '../../src/client/connect-alarms.ts';
import { openStore } from '../../src/open-store.ts';
import { type Receiver, startReceiver } from '../api/webhooks/receiver.ts';
import { makeTestService } from '../support/test-service.ts';

const DEPLOY = join(import.meta.dirname, '../../deploy');
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-deploy-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

test('systemd takes the unit, and calls it shielded', () => {
  const unit = join(DEPLOY, 'pulsebase.service');
  assert.equal(run('systemd-analyze', 'verify', unit), '');
  const verdict = run('systemd-analyze', 'security', '--offline=true', unit);
  const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(verdict)?.[1]);
  assert.ok(exposure <= 4, verdict);
});

test('the alerts fire when they should, and only then', () => {
  assert.match(run('promtool', 'check', 'rules', join(DEPLOY, 'prometheus-rules.yml')), /SUCCESS/);
  assert.match(run('promtool', 'test', 'rules', join(DEPLOY, 'prometheus-rules.test.yml')), /SUCCESS/);
});

describe('a Prometheus that watches a service', async () => {
  const store = await openStore(`chdb:${join(directory, 'store')}`);
  const service = await makeTestService(store, { rateLimit: 500, webhookPrivateNetworks: 'true' });
  const target = new URL(await service.listen()).host;
  const receiver = await startReceiver();
  const [port = 0] = await freePorts(1);
  const prometheus = startPrometheus(port, target, await service.keyWith('metrics'));
  after(async () => {
    prometheus.kill('SIGTERM');
    await receiver.close();
    await service.remove();
    await store.close();
  });
  const api = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const { status, error, data } = (await response.json()) as { status: string; error?: string; data: unknown };
    assert.equal(status, 'success', `${path}: ${error}`);
    return data;
  };
  const ask = async (expression: string) => {
    const { result } = (await api(`query?query=${encodeURIComponent(expression)}`)) as {
      result: { value: [number, string] }[];
    };
    return result.map(({ value: [, value] }) => Number(value));
  };

  test('finds figures for every panel of the dashboard and no fault in any rule', async () => {
    let sent = 0;
    const send = async (key: string) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const at = new Date(Date.UTC(2023, 0, 1) + Math.random() * 1e9).toISOString();
      sent += 1;
      const heartRate = sent % 2 === 0 ? 60 : 160;
      const body = `[{"userId":1,"timestamp":"${at}","heartRate":${heartRate}},{"userId":9,"timestamp":"${at}","heartRate":60}]`;
      await fetch(`http://${target}/v1/readings`, { method: 'POST', headers, body });
      const window = 'from=2023-01-01&to=2024-01-01';
      await fetch(`http://${target}/v1/users/1/top-hours?${window}`, { headers });
      await fetch(`http://${target}/v1/cohorts/users?minHeartRate=0&${window}`, { headers });
    };
    await store.putUser({ id: 1 });
    await raiseAlarms(`http://${target}`, service.adminKey, receiver);
    await until('Prometheus to be ready', () => ready(port), { every: 100 });
    const hasty = { authorization: `Bearer ${await service.keyWith('read')}` };
    // Many at a time: one after the other they may be slower than the limit, on a busy machine.
    const isRefused = async () => {
      const asked = Array.from({ length: 50 }, () => fetch(`http://${target}/v1`, { headers: hasty }));
      return (await Promise.all(asked)).some(({ status }) => status === 429);
    };
    await until('too many requests', isRefused, { every: 0 });
    // Rates need a few looks while things happen.
    const looks = 'min(changes(pulsebase_query_duration_seconds_count{query=~"query_.*"}[1m]))';
    const isSeen = async () => {
      await send(service.adminKey);
      return ((await ask(looks))[0] ?? 0) >= 3;
    };
    // Slowly: the key has a limit too.
    await until('Prometheus to have looked three times', isSeen, { every: 450 });
    await until('Prometheus to reach it', async () => (await ask('up{job="pulsebase"}'))[0] === 1);
    for (const [title, expression] of panels()) {
      let values: number[] = [];
      await until(
        () => `a figure for ${title}: ${expression} gives ${values.join() || 'nothing'}`,
        async () => {
          values = await ask(expression);
          if (values.some(Number.isFinite)) return true;
          // A rate needs several looks in its minute, of which a busy machine may have missed some.
          await send(service.adminKey);
          return false;
        },
        { every: 450 },
      );
    }
    const { readings } = await store.stats();
    const inserted = 'sum(pulsebase_readings_total{outcome="inserted"})';
    await until('Prometheus to know of all readings', async () => (await ask(inserted))[0] === readings, {
      every: 100,
    });
    const { groups } = (await api('rules')) as { groups: { rules: { name: string; health: string }[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    assert.ok(rules.length >= 8);
    for (const { name, health } of rules) assert.equal(health, 'ok', name);
  });
});

/** Readings raise alarms; one message of two is not taken. */
async function raiseAlarms(url: string, apiKey: string, receiver: Receiver): Promise<void> {
  const alarms = await connectAlarms(url, { apiKey });
  const { secret } = await alarms.createWebhook({ name: 'receiver', url: receiver.url });
  receiver.secrets.push(secret);
  receiver.answer(({ payload }) => (payload.data.seq % 2 === 0 ? 500 : 204));
  const limit = { type: 'sustained', direction: 'above', limit: 100 } as const;
  const condition = { ...limit, forMinutes: 0, minReadings: 1, maxGapMinutes: 5 };
  await alarms.createRule({ name: 'fast', severity: 'high', since: '2023-01-01', condition });
}

function panels(): [title: string, expression: string][] {
  const { panels } = JSON.parse(readFileSync(join(DEPLOY, 'grafana-dashboard.json'), 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  // What Grafana puts in for its variables.
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }): [string, string] => [
      title,
      expr.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '1m'),
    ]),
  );
}

function startPrometheus(port: number, target: string, key: string): ChildProcess {
  writeFileSync(join(directory, 'key'), key);
  writeFileSync(
    join(directory, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '500ms' },
      rule_files: [join(DEPLOY, 'prometheus-rules.yml')],
      scrape_configs: [
        {
          job_name: 'pulsebase',
          authorization: { credentials_file: join(directory, 'key') },
          static_configs: [{ targets: [target] }],
        },
      ],
    }),
  );
  return spawn(
    'prometheus',
    [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'series')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
}

async function ready(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
