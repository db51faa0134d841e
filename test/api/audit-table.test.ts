import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { LineTable } from '../../src/api/watch/line-table.ts';
import { openState } from '../../src/state/open-state.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';
import { inject, YEAR } from './inject.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-audit-table-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

interface Entry {
  readonly requestId: string;
  readonly action: string;
  readonly users: readonly string[];
}

async function entriesOf(state: StateDatabase): Promise<Entry[]> {
  const rows = await state.query('SELECT entry FROM state.audit ORDER BY at, service, number');
  return rows.map(([entry]) => JSON.parse(String(entry)) as Entry);
}

for (const [name, urlOf] of [
  ['SQLite', async () => 'sqlite:'],
  ['PostgreSQL', () => server.createDatabase()],
] as const) {
  test(`the audit log in ${name}: a change is in it before it is answered, under the same pseudonym by any service`, async () => {
    const stateUrl = await urlOf();
    const first = mkdtempSync(join(root, 'state-'));
    const directories = [first, stateUrl === 'sqlite:' ? first : mkdtempSync(join(root, 'state-'))];
    const state = await openState({ stateUrl, stateDirectory: first }, { durable: true });
    for (const stateDirectory of directories) {
      const { service, store, send } = await inject({ stateUrl, stateDirectory, auditLog: 'state' });
      await store.putUser({ id: 8_877_665_544 });
      const put = await send('PUT', '/v1/users/8877665544', { name: 'Zebulon' });
      const made = await entriesOf(state);
      assert.ok(made.some(({ requestId }) => requestId === put.headers['x-request-id']));
      const top = await send('GET', `/v1/users/8877665544/top-hours?${YEAR}`);
      await until('the entry', async () =>
        (await entriesOf(state)).some(({ requestId }) => requestId === top.headers['x-request-id']),
      );
      await service.stop();
      assert.equal(existsSync(join(stateDirectory, 'audit.ndjson')), false);
    }
    const entries = await entriesOf(state);
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['put_user', 'query_top', 'put_user', 'query_top'],
    );
    assert.equal(new Set(entries.flatMap(({ users }) => users)).size, 1);
    assert.ok(!JSON.stringify(entries).includes('8877665544'));
    await state.close();
  });
}

describe('lines in a table', () => {
  const never = { failed: (error: unknown) => assert.fail(String(error)), lost: () => assert.fail('lost') };

  test('while the database is away they wait, nobody waits for them, and none is lost or written twice', async () => {
    const state = await openState({ stateUrl: await server.createDatabase(), stateDirectory: root }, { durable: true });
    let failures = 0;
    const lines = new LineTable(state, 1_000_000, {
      ...never,
      failed: () => {
        failures += 1;
      },
    });
    const add = (count: number) => Promise.all(Array.from({ length: count }, (_, at) => lines.add(`"${at}"`)));
    await add(100);
    await server.kill();
    await add(100);
    await add(100);
    assert.equal(failures, 1);
    await server.start();
    await lines.close();
    assert.deepEqual(await state.query('SELECT count(*), count(DISTINCT number), max(number) FROM state.audit'), [
      [300, 300, 300],
    ]);
    await state.close();
  });

  test('are written when the database is back, also when no other line comes', async () => {
    let isAway = true;
    const written: unknown[] = [];
    const query: StateDatabase['query'] = async (_, values = []) => {
      if (isAway) throw new Error('away');
      written.push(values.at(-1));
      return [];
    };
    const lines = new LineTable({ query }, 1000, { ...never, failed: () => {} });
    await lines.add('the last one');
    isAway = false;
    await until('the line', () => written.length > 0);
    assert.deepEqual(written, ['the last one']);
    await lines.close();
  });

  test('past the bound of what waits they are counted as lost', async () => {
    const asked = Promise.withResolvers<never[]>();
    let lost = 0;
    const state: Pick<StateDatabase, 'query'> = { query: () => asked.promise };
    const lines = new LineTable(state, 10, {
      ...never,
      lost: () => {
        lost += 1;
      },
    });
    const waiting = lines.add('12345');
    void lines.add('12345');
    await lines.add('1');
    assert.equal(lost, 1);
    asked.resolve([]);
    await waiting;
    await lines.close();
    await lines.add('1');
    assert.equal(lost, 2);
  });
});
