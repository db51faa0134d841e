import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, mock, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { keepFresh } from '../../src/api/state/keep-fresh.ts';
import { LEADS, Leader, leadsValues, soleLeader } from '../../src/api/state/leader.ts';
import { SharedClaims } from '../../src/api/state/shared-claims.ts';
import { openState } from '../../src/state/open-state.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';
import { withClockSet } from '../support/wall-clock.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-leader-'));
const server = await startPostgresServer({ fsync: 'off' });
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
after(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const MAIN = join(import.meta.dirname, '../support/leading.ts');

interface Act {
  readonly kind: string;
  readonly process: number;
  readonly term: number;
}

/** A state, and processes that act as its leader, each act a row. */
async function ruled() {
  const stateUrl = await server.createDatabase();
  const state = await openState({ stateUrl, stateDirectory: root }, { durable: true });
  const database = stateUrl.split('/').at(-1)!;
  await server.execute(
    'CREATE TABLE pulsebase_state.acts (id serial, kind text NOT NULL, process bigint NOT NULL, term bigint NOT NULL)',
    database,
  );
  const acts = async (): Promise<Act[]> =>
    (await state.query('SELECT kind, process, term FROM state.acts ORDER BY id')).map(([kind, process, term]) => ({
      ...{ kind: String(kind), process: Number(process), term: Number(term) },
    }));
  const has = (kind: string, { pid }: ChildProcess, least = 1) =>
    until(`${kind} of ${pid}`, async () => {
      const found = (await acts()).filter((act) => act.kind === kind && act.process === pid);
      return found.length >= least ? found.at(-1) : undefined;
    });
  const start = async () => {
    const child = spawn(process.execPath, [MAIN, stateUrl], { stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    await has('ready', child);
    return child;
  };
  return { state, stateUrl, acts, has, start };
}

/** Never two at once: each term has one process, and none acts once a later one has. */
function requireOneAtATime(acts: readonly Act[]): void {
  let last = 0;
  const leaders = new Map<number, number>();
  for (const { kind, process, term } of acts) {
    if (kind !== 'act') continue;
    assert.ok(term >= last, `an act of term ${term} after one of ${last}`);
    last = term;
    assert.equal(leaders.get(term) ?? process, process, `two leaders in term ${term}`);
    leaders.set(term, process);
  }
}

test('another service leads when the leader is killed, and at once when it stops', async () => {
  const { state, acts, has, start } = await ruled();
  const first = await start();
  await has('act', first);
  const second = await start();
  first.kill('SIGKILL');
  await has('act', second);
  const third = await start();
  second.kill('SIGTERM');
  await once(second, 'exit');
  // It has let the lease go.
  assert.deepEqual(await state.query('SELECT 1 FROM state.leases WHERE expires_at > state.now_ms() AND term = 2'), []);
  await has('act', third);
  requireOneAtATime(await acts());
  await state.close();
});

test('a leader that stood still for longer than its lease does nothing more, and leads later like any other', async () => {
  const { state, acts, has, start } = await ruled();
  const first = await start();
  await has('act', first);
  const second = await start();
  first.kill('SIGSTOP');
  const { term } = await has('act', second);
  first.kill('SIGCONT');
  await has('lost', first);
  assert.ok(term > (await has('lost', first)).term);
  second.kill('SIGSTOP');
  const again = await until('another term of the first', async () =>
    (await acts()).find((act) => act.kind === 'act' && act.process === first.pid && act.term > term),
  );
  second.kill('SIGCONT');
  await has('lost', second);
  assert.ok(again.term > term);
  requireOneAtATime(await acts());
  await state.close();
});

test('a leader that stands still within a transaction holds up neither another one nor what that renews', async () => {
  const { state, acts, has, start } = await ruled();
  const first = await start();
  await has('act', first);
  const leader = new Leader(state);
  leader.start();
  const claims = new SharedClaims(state);
  const endRenewing = keepFresh(() => claims.renew());
  const claim = await claims.take('a key', 'running');
  first.kill('SIGUSR2');
  await until('another one to lead', () => {
    assert.equal(claim?.isSure(), true, 'a request that runs elsewhere lost its claim');
    return leader.lease;
  });
  first.kill('SIGCONT');
  await has('lost', first);
  requireOneAtATime(await acts());
  await endRenewing();
  await leader.stop();
  await state.close();
});

test('who leads knows that the lease has run out without asking, and what it sends afterwards does nothing', async () => {
  const { state } = await ruled();
  const changes: boolean[] = [];
  const leader = new Leader(state, (isLeader) => changes.push(isLeader));
  mock.timers.enable({ apis: ['setInterval'] });
  leader.start();
  mock.timers.reset();
  const lease = await until('the lease', () => leader.lease);
  const act = () =>
    state.query(`INSERT INTO state.acts (kind, process, term) SELECT 'act', 1, 1 WHERE ${LEADS} RETURNING 1`, [
      ...leadsValues(lease),
    ]);
  assert.equal((await act()).length, 1);
  await state.query('UPDATE state.leases SET expires_at = 0');
  assert.deepEqual(await act(), []);
  // The virtual machine stood still, and its monotonic clock with it.
  const now = await withClockSet(1, async () => leader.lease);
  assert.deepEqual([now, lease.signal.aborted, changes], [undefined, true, [true, false]]);
  await leader.stop();
  await state.close();
});

test('it leads alone where it shares no state, in a higher term each time, by the same rows', async () => {
  const open = () => openState({ stateUrl: 'sqlite:', stateDirectory: root }, { durable: true });
  const terms: number[] = [];
  for (let at = 0; at < 2; at += 1) {
    const state: StateDatabase = await open();
    const { lease } = await soleLeader(state);
    terms.push(lease!.term);
    assert.deepEqual(await state.query(`SELECT 7 WHERE ${LEADS}`, leadsValues(lease!)), [[7]]);
    assert.deepEqual(await state.query(`SELECT 7 WHERE ${LEADS}`, leadsValues({ ...lease!, term: 99 })), []);
    await state.close();
  }
  assert.deepEqual(terms, [1, 2]);
});
