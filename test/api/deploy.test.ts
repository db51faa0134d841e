import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { SETTING_DEFINITIONS } from '../../src/config/setting-definitions.ts';
import { SCHEMA } from '../../src/state/postgres/postgres-migrations.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { inject } from './inject.ts';

class PooledEngine extends MemoryEngine {
  poolUse = () => ({ inUse: 0, idle: 1, waiting: 0 });
  logUse = () => ({ bytes: 0, maxBytes: 1, failedFlushes: 0 });
}

const { service, send } = await inject({ rateLimit: 5 }, new PooledEngine());
after(() => service.remove());
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('alerts, dashboard and documents name metrics that there are', async () => {
  const { body } = await send('GET', '/metrics');
  const known = new Set([...body.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!));
  for (const path of ['deploy/prometheus-rules.yml', 'deploy/grafana-dashboard.json', 'docs/operations.md']) {
    const named = [...read(path).matchAll(/\b(?:pulsebase|nodejs|process)_[a-z0-9_]+/g)]
      .map(([name]) => name)
      // The schema of a shared state is named alike.
      .filter((name) => name !== SCHEMA);
    assert.ok(named.length > 5, path);
    for (const name of named) assert.ok(known.has(name.replace(/_(?:bucket|sum|count)$/, '')), `${path}: ${name}`);
  }
});

test('the dashboard shows all that is measured of alarms and of those who are told', async () => {
  const { body } = await send('GET', '/metrics');
  const dashboard = read('deploy/grafana-dashboard.json');
  const known = [...body.matchAll(/^# TYPE (pulsebase_(?:alarm|webhook)\S+) /gm)].map(([, name]) => name!);
  assert.ok(known.length >= 12, known.join());
  assert.deepEqual(
    known.filter((name) => !dashboard.includes(name)),
    [],
  );
});

test('metrics are named as Prometheus wants it', async () => {
  const { body } = await send('GET', '/metrics');
  const metrics = [...body.matchAll(/^# HELP (pulsebase_\S+) (.+)\n# TYPE \S+ (\w+)$/gm)];
  assert.ok(metrics.length > 15);
  for (const [, name = '', help = '', type] of metrics) {
    assert.match(name, /^[a-z]+(?:_[a-z0-9]+)+$/);
    assert.match(help, /^[A-Z0-9].*\.$/);
    assert.equal(name.endsWith('_total'), type === 'counter', name);
    assert.doesNotMatch(name, /_(?:count|sum|bucket|info|gauge|counter|histogram)$/);
    // Base units alone, written out.
    assert.doesNotMatch(name, /_(?:ms|millis|milliseconds|minutes|hours|kb|mb|kilobytes|megabytes|percent)(?:_|$)/);
    if (name.includes('duration')) assert.match(name, /_seconds$/);
  }
  const labels = new Set([...body.matchAll(/[{,]([^=,{]+)="/g)].map(([, label]) => label!));
  for (const label of labels) assert.match(label, /^[a-z_]+$/);
});

test('fields of the log have one spelling, and durations their unit', async () => {
  await send('GET', '/v1/users/9');
  const names = new Set(service.logged.flatMap((line) => Object.keys(JSON.parse(line) as object)));
  assert.ok(names.has('requestId') && names.has('durationMs'));
  for (const name of names) assert.match(name, /^[a-z]+(?:[A-Z][a-z]*)*$/);
});

test('the dashboard is JSON whose panels do not overlap', () => {
  const { panels } = JSON.parse(read('deploy/grafana-dashboard.json')) as {
    panels: { title: string; gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  for (const [at, { title, gridPos: a }] of panels.entries()) {
    for (const { gridPos: b } of panels.slice(at + 1)) {
      const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      assert.ok(isApart, title);
    }
  }
});

test('unit and container file set variables that are settings', () => {
  const variables = new Set<string>(Object.values(SETTING_DEFINITIONS).map(({ variable }) => variable));
  const unit = [...read('deploy/pulsebase.service').matchAll(/^Environment=([A-Z_]+)=/gm)];
  const container = [...read('deploy/Containerfile').matchAll(/^(?:ENV| {3}) ([A-Z_]+)=/gm)];
  const set = [...unit, ...container].map(([, name]) => name!).filter((name) => name !== 'NODE_ENV');
  assert.ok(set.length >= 5);
  for (const name of set) assert.ok(variables.has(name), name);
});

test('the container file installs every workspace, and takes along everything that is built', () => {
  const { workspaces, files } = JSON.parse(read('package.json')) as Readonly<Record<'workspaces' | 'files', string[]>>;
  const [install = '', build = ''] = read('deploy/Containerfile').split('RUN npm ci');
  for (const workspace of workspaces)
    assert.ok(install.includes(`COPY ${workspace}/package.json ./${workspace}/`), workspace);
  const built = files.filter((file) => /(?:^|\/)dist$/.test(file));
  assert.deepEqual(built, ['dist', 'web/dist']);
  for (const folder of built) assert.ok(build.includes(`COPY --from=build /app/${folder} ./${folder}`), folder);
  const taken = read('.dockerignore').split('\n');
  for (const [, source] of build.matchAll(/^COPY (?!--from)(\S+) \.\/\S+$/gm))
    assert.ok(taken.includes(`!${source}`), source);
});

test('docs/api.md and docs/operations.md mention every path and every setting of the service', () => {
  const api = read('docs/api.md');
  for (const path of Object.keys((JSON.parse(read('openapi.json')) as { paths: object }).paths)) {
    assert.ok(api.includes(path.replace(/\/$/, '')), path);
  }
  const operations = read('docs/operations.md');
  for (const variable of [...read('.env.example').matchAll(/^([A-Z_0-9]+)=/gm)].slice(11).map(([, name]) => name!)) {
    assert.ok(operations.includes(`\`${variable}\``), variable);
  }
});
