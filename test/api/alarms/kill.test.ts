import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import type { Episode } from '../../../src/alarms/episode.ts';
import { AlarmStore, type EventBody } from '../../../src/api/alarms/alarm-store.ts';
import { RuleStore } from '../../../src/api/alarms/rule-store.ts';
import { openStore } from '../../../src/open-store.ts';
import { openState } from '../../../src/state/open-state.ts';
import { referenceEpisodes } from '../../alarms/reference-episodes.ts';
import { KILL_STEPS, RULES, readingsOf, USERS } from './kill-plan.ts';

const WRITES_PER_STEP = 50;

const root = mkdtempSync(join(tmpdir(), 'pulsebase-alarm-kill-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const openedState = () => openState({ stateUrl: 'sqlite:', stateDirectory: join(root, 'state') }, { durable: false });

/** Starts a service that writes. Returns what it has said, and how it ends. */
function start(from: number, to: number, step = '') {
  const file = join(import.meta.dirname, 'alarm-process.ts');
  const child = spawn(process.execPath, [file, root, String(from), String(to), step], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  return { child, lines, ended: once(child, 'close') };
}

/** An alarm that goes on grows without being told. */
function told({ from, raisedAt, until: end, peak, readings }: Episode): Episode {
  return end === null
    ? { from, raisedAt, until: end, peak: null, readings: 0 }
    : { from, raisedAt, until: end, peak, readings };
}

test('killed at any step, a service ends in the alarms that the readings say, and tells each under one id', async () => {
  mkdirSync(join(root, 'state'));
  const store = await openStore(`chdb:${join(root, 'data')}`);
  for (const id of USERS) await store.putUser({ id });
  await store.close();
  const state = await openedState();
  const rules = new RuleStore(state);
  for (const rule of RULES) await rules.create(rule);

  let next = 0;
  for (const step of KILL_STEPS) {
    const { lines, ended } = start(next, next + WRITES_PER_STEP, step);
    assert.deepEqual(await ended, [null, 'SIGKILL'], step);
    // What was not acknowledged is sent again.
    next = Math.max(next, ...lines.filter((line) => line !== 'all').map((line) => Number(line) + 1));
  }
  // A kill may come after the last write too: whoever starts next has nothing to write.
  const last = start(next, next);
  await until('the end of the evaluation', async () => {
    const [row] = await state.query('SELECT count(*) FROM state.changes');
    return last.lines.includes('all') && Number(row?.[0]) === 0;
  });
  last.child.kill('SIGKILL');
  await last.ended;

  const readings = await openStore(`chdb:${join(root, 'data')}`);
  const alarms = new AlarmStore(state);
  let count = 0;
  for (const rule of await rules.list()) {
    for (const id of USERS) {
      const points: [number, number][] = [];
      for await (const { timestamp, heartRate } of readings.readings(id, { from: new Date(0), to: new Date('2099') })) {
        points.push([timestamp.getTime(), Math.round(heartRate * 1000)]);
      }
      const expected = referenceEpisodes(rule.condition, points, 0);
      const stored = (await alarms.ofUser(id, 0)).get(rule.id) ?? [];
      assert.deepEqual(stored.map(told), expected.map(told), `${rule.name} of user ${id}`);
      count += stored.length;
    }
  }
  assert.ok(count > 5);
  // Nothing acknowledged is missing.
  const sent = Array.from({ length: next }, (_, write) => readingsOf(write)).flat();
  const instants = new Set(sent.map(({ userId, timestamp }) => `${userId} ${timestamp}`));
  assert.ok((await readings.stats()).readings >= instants.size);
  await readings.close();

  const log = await state.query('SELECT seq, kind, body FROM state.alarm_events ORDER BY seq');
  const heard = new Map<string, EventBody['alarm']>();
  for (const [at, [seq, kind, text]] of log.entries()) {
    assert.equal(seq, at + 1);
    const { alarm } = JSON.parse(String(text)) as EventBody;
    assert.equal(heard.has(alarm.id), kind !== 'raised', 'each is raised once, and changed only while it is there');
    if (kind === 'retracted') heard.delete(alarm.id);
    else heard.set(alarm.id, alarm);
  }
  // An alarm told under two ids would be heard of more often than it stands.
  const stands = (await Promise.all(USERS.map((id) => alarms.ofUser(id, 0)))).flatMap((all) =>
    [...all.values()].flat(),
  );
  assert.deepEqual([...heard.keys()].sort(), stands.map(({ id }) => id).sort());
  await state.close();
});
