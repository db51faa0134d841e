import { readFileSync, writeSync } from 'node:fs';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { contentsOf, findMismatch } from './contents.ts';
import { KillSwitch } from './kill-switch.ts';
import { applyTo, carryOut, type Operation } from './operations.ts';
import type { Message, Task } from './task.ts';
import { IDS } from './workload.ts';

/** A process that looks after a store that a kill has left, goes on working with it, and is killed itself. */
const task = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Task;
const killSwitch = new KillSwitch();

function tell(message: Message): void {
  // At once: what is acknowledged must be with the parent before the next instruction runs.
  writeSync(1, `${JSON.stringify(message)}\n`);
}

async function open(): Promise<Store> {
  const options = { ...DEFAULT_OPTIONS, onWarning: (problem: string) => tell({ at: 'warning', problem }) };
  const engine = await openChdb(`chdb:${task.directory}`, options, killSwitch.parts);
  return createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
}

async function doOne(store: Store, operation: Operation): Promise<void> {
  tell({ at: 'begin', operation });
  await carryOut(store, operation);
  tell({ at: 'done' });
}

/** Puts into the parts what is in the log: statistics come from the parts alone. */
async function flush(store: Store): Promise<void> {
  await store.stats();
}

async function run(): Promise<void> {
  const acknowledged = new ReferenceStore();
  for (const operation of task.done) applyTo(acknowledged, operation);
  if (task.killAtOpen && task.kill !== null) killSwitch.arm(task.kill);
  let store = await open();
  const found = await contentsOf(store, IDS);
  const mismatch = findMismatch(found, acknowledged, task.underWay);
  if (mismatch !== undefined) {
    tell({ at: 'failed', ...mismatch, problem: mismatch.example });
    process.exit(1);
  }
  await checkVerify(store, found);
  await checkAnswers(store, found, IDS);
  if (task.opensTwice) {
    await store.close();
    store = await open();
    await checkAnswers(store, found, IDS);
  }
  if (task.killAtOpen) killSwitch.disarm();
  if (task.underWay !== null) {
    await doOne(store, task.underWay);
    applyTo(acknowledged, task.underWay);
    const mended = findMismatch(await contentsOf(store, IDS), acknowledged, null);
    if (mended !== undefined) throw new Error(`sent again: ${mended.example}`);
  }
  tell({ at: 'checked' });
  for (const operation of task.prelude) await doOne(store, operation);
  await flush(store);
  if (!task.killAtOpen && task.kill !== null) killSwitch.arm(task.kill);
  tell({ at: 'armed' });
  for (const operation of task.target) await doOne(store, operation);
  await flush(store);
  killSwitch.disarm();
  await store.close();
  tell({ at: 'survived' });
}

try {
  await run();
} catch (error) {
  const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tell({ at: 'failed', lost: 0, returned: 0, problem });
  process.exit(1);
}
