import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type PostgresServer, startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';
import { ROOT } from './documents.ts';

/** One question of a panel or a variable. */
interface Target {
  readonly url?: string;
  readonly root_selector?: string;
  readonly columns?: readonly { readonly selector: string; readonly type: string }[];
  readonly rawSql?: string;
}

interface Dashboard {
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string | { readonly infinityQuery: Target } }[];
  };
  readonly panels: readonly { readonly title: string; readonly targets: readonly Target[] }[];
}

const dashboardOf = (name: string) => JSON.parse(readFileSync(join(ROOT, 'deploy', name), 'utf8')) as Dashboard;

const FROM = '2023-06-01T00:00:00.000Z';
const TO = '2023-06-30T23:59:59.000Z';

/** What Grafana puts in for its variables. */
const VARIABLES: Readonly<Record<string, string>> = {
  '__from:date:iso': FROM,
  '__to:date:iso': TO,
  'gender:csv': 'female,male',
  user: '99',
  min_age: '18',
  min_heart_rate: '60',
};

function filledIn(text: string): string {
  return text
    .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 BETWEEN '${FROM}' AND '${TO}'`)
    .replaceAll(/\$\{(.*?)\}|\$(\w+)/g, (variable, inBraces: string, bare: string) => {
      const value = VARIABLES[inBraces ?? bare];
      assert.ok(value !== undefined, variable);
      return value;
    });
}

/** What a selector such as `hours.0.start` finds. */
function select(found: unknown, selector: string): unknown {
  const steps = selector === '' ? [] : selector.split('.');
  return steps.reduce((inner: unknown, step) => (inner as Record<string, unknown>)?.[step], found);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'timestamp') return value === null || !Number.isNaN(Date.parse(String(value)));
  return typeof value === type;
}

describe('the dashboards of people', () => {
  let server: PostgresServer;
  let store: Store;
  let service: TestService;

  before(async () => {
    server = await startPostgresServer({ fsync: 'off' });
    store = await openStore(await server.createDatabase('people'));
    service = await makeTestService(store);
    const call = async (path: string, body: unknown) => {
      const headers = { authorization: `Bearer ${service.adminKey}` };
      const answer = await service.app.inject({ method: 'POST', url: path, headers, payload: body as object });
      assert.ok(answer.statusCode < 300, answer.body);
    };
    await store.putUser({ id: 99, name: 'Ada', gender: 'female', age: 33 });
    await call('/v1/rules', {
      name: 'Fast',
      severity: 'high',
      whom: {},
      since: '2023-01-01',
      condition: { type: 'hour', direction: 'above', limit: 80, minReadings: 1 },
    });
    const readings = Array.from({ length: 2000 }, (_, at) => ({
      userId: 99,
      timestamp: new Date(Date.parse(FROM) + at * 900_000),
      heartRate: 60 + (at % 50),
    }));
    await call('/v1/readings', readings);
  });

  after(async () => {
    await service.remove();
    await store.close();
    await server.stop();
  });

  async function ask(target: Target): Promise<unknown[]> {
    const headers = { authorization: `Bearer ${await service.keyWith('read')}` };
    const answer = await service.app.inject({ url: filledIn(target.url!), headers });
    assert.equal(answer.statusCode, 200, `${target.url}: ${answer.body}`);
    return select(answer.json(), target.root_selector!) as unknown[];
  }

  test('over the HTTP API: each panel has rows, with what its columns select', async () => {
    const { panels, templating } = dashboardOf('grafana-people.json');
    const variables = templating.list.flatMap(({ name, query }) =>
      typeof query === 'string' ? [] : [{ title: name, targets: [query.infinityQuery] }],
    );
    assert.deepEqual([panels.length, variables.length], [5, 1]);
    for (const { title, targets } of [...panels, ...variables]) {
      for (const target of targets) {
        await until(`rows of ${title}`, async () => (await ask(target)).length > 0);
        const [row] = await ask(target);
        for (const { selector, type } of target.columns!) {
          assert.ok(isOfType(select(row, selector), type), `${title}: ${selector} of ${JSON.stringify(row)}`);
        }
      }
    }
  });

  test('from PostgreSQL: each panel has rows, and those over time have a time', async () => {
    const { panels, templating } = dashboardOf('grafana-people-postgres.json');
    const people = templating.list.find(({ name }) => name === 'user')!.query as string;
    assert.deepEqual(await server.execute(people, 'people'), [['99']]);
    assert.equal(panels.length, 4);
    for (const { title, targets } of panels) {
      for (const { rawSql } of targets) {
        const rows = await server.execute(filledIn(rawSql!), 'people');
        assert.ok(rows.length > 0, title);
        if (rawSql!.includes('"time"')) assert.ok(rows[0]![0] instanceof Date, title);
      }
    }
  });
});
