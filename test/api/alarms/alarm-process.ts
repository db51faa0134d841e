import { createServer } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { AlarmService } from '../../../src/api/alarms/alarm-service.ts';
import { notingStore } from '../../../src/api/alarms/noting-store.ts';
import { soleLeader } from '../../../src/api/state/leader.ts';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import { openStore } from '../../../src/open-store.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import type { Store } from '../../../src/store/store.ts';
import { KILL_STEPS, type KillStep, readingsOf } from './kill-plan.ts';

/** Writes from one number to another and evaluates alarms; is killed at a step, the fifth time that it comes to it. */
const [, , root = '', from = '', to = '', step = ''] = process.argv;
const killAt = KILL_STEPS.find((known) => known === step);
let times = 0;

function dieAt(here: KillStep): void {
  if (here !== killAt) return;
  times += 1;
  if (times === 5) process.kill(process.pid, 'SIGKILL');
}

// As the server of a service does, it keeps the process alive.
createServer().listen(0, '127.0.0.1');
const opened = await openState({ stateUrl: 'sqlite:', stateDirectory: join(root, 'state') }, { durable: false });
const state: StateDatabase = {
  isShared: false,
  apart: opened,
  close: () => opened.close(),
  async query(text, values) {
    const rows = await opened.query(text, values);
    if (text.includes('INSERT INTO state.changes')) {
      dieAt(text.includes('is_over = 1') ? 'after it is noted that it is over' : 'after the write is noted');
    }
    return rows;
  },
  async transaction(statements) {
    const does = (part: string) => statements.some(({ text }) => text.includes(part));
    const [writes, forgets] = [does('state.alarm_events'), does('DELETE FROM state.changes')];
    if (writes) dieAt('before alarms are written');
    if (forgets) dieAt('before the write is forgotten');
    const rows = await opened.transaction(statements);
    if (writes) dieAt('after alarms are written');
    if (forgets) dieAt('after the write is forgotten');
    return rows;
  },
};
const store = await openStore(`chdb:${join(root, 'data')}`, { durable: false });
const committing: Store = new Proxy(store, {
  get(target, name) {
    const given: unknown = Reflect.get(target, name);
    if (typeof given !== 'function') return given;
    if (name !== 'ingest') return given.bind(target);
    return async (...values: Parameters<Store['ingest']>) => {
      const receipt = await target.ingest(...values);
      dieAt('after the commit');
      return receipt;
    };
  },
});
const service = new AlarmService(state, committing, pino({ level: 'silent' }), () => {});
await service.start(await soleLeader(state), async () => {});
const noted = notingStore(committing, service);
for (let write = Number(from); write < Number(to); write += 1) {
  const block = new ReadingBlock(8);
  for (const { userId, timestamp, heartRate } of readingsOf(write)) block.push(1, userId, timestamp, heartRate * 1000);
  await noted.ingest([block]);
  process.stdout.write(`${write}\n`);
}
process.stdout.write('all\n');
