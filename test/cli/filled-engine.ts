import assert from 'node:assert/strict';
import type { Engine } from '../../src/engine/engine.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

/** Ada (36) averages (70 + 71 + 71) / 3, Bob (40) 80.75, Cy (age unknown) 90. */
export async function filledEngine(): Promise<Engine> {
  const engine = new MemoryEngine();
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  await store.importUsers([
    { id: 1, name: 'Ada', gender: 'female', age: 36 },
    { id: 2, externalId: null, name: 'Bob\u001b[31m', gender: 'male', birthDate: '1983-05-31' },
    { id: 2022484408, name: 'Cy' },
  ]);
  await store.ingest([
    { userId: 1, timestamp: '2023-01-01T00:00:00Z', heartRate: 70 },
    { userId: 1, timestamp: '2023-01-01T00:10:00Z', heartRate: 71 },
    { userId: 1, timestamp: '2023-01-01T00:20:00Z', heartRate: 71 },
    { userId: 2, timestamp: '2023-01-01T00:10:00Z', heartRate: 80.5 },
    { userId: 2, timestamp: '2023-01-01T01:10:00Z', heartRate: 81 },
    { userId: 2, timestamp: '2023-02-01T01:10:00.5Z', heartRate: 81 },
    { userId: 2022484408, timestamp: '2023-03-01', heartRate: 90 },
  ]);
  return engine;
}

/** What a command prints that succeeds without a warning. */
export async function run(args: readonly string[], engine?: Engine): Promise<string> {
  const { exitCode, stdout, stderr } = await runInProcess(engine ?? (await filledEngine()), args);
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
  return stdout;
}
