import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { run } from './filled-engine.ts';
import { runInProcess } from './run-in-process.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2023-06-10T12:00:00Z');

test('retention deletes what is older than so many days, and can say it before', async () => {
  mock.timers.enable({ apis: ['Date'], now: NOW });
  const engine = new MemoryEngine();
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  await store.putUser({ id: 1 });
  const ages = [0, 1, 29, 32, 400];
  await store.ingest(ages.map((days) => ({ userId: 1, timestamp: new Date(NOW - days * DAY), heartRate: 60 })));
  const left = async () => JSON.parse(await run(['stats', '--json'], engine)).readings;
  assert.match(
    await run(['retention', '--days', '30', '--dry-run'], engine),
    /^would delete 2 readings from before 2023-05-11T00:00:00\.000Z \(dry run, nothing deleted\)\n$/,
  );
  assert.equal(await left(), 5);
  assert.match(await run(['retention', '--days', '30', '--yes'], engine), /^deleted 2 readings from before /);
  assert.equal(await left(), 3);
  assert.equal(JSON.parse(await run(['retention', '--days', '30', '--yes', '--json'], engine)).readings, 0);

  for (const args of [
    ['retention', '--yes'],
    ['retention', '--days', '0', '--yes'],
    ['retention', '--days', '30'],
  ]) {
    const { exitCode, stderr } = await runInProcess(engine, args);
    assert.equal(exitCode, 2);
    assert.match(stderr, /^pulsebase: INVALID_ARGUMENT: /);
  }
  assert.equal(await left(), 3);
});
