import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const PLAN = ['generate', '--users', '3', '--readings', '30'];
const ADA = { id: 2, externalId: null, name: 'Ada', gender: 'female', age: null, birthDate: '1990-05-31' } as const;
const EVE = { ...ADA, id: 9, name: 'Eve' };

async function engineWith(...users: readonly (typeof ADA | typeof EVE)[]): Promise<MemoryEngine> {
  const engine = new MemoryEngine();
  await createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 }).importUsers(users);
  return engine;
}

describe('generate', () => {
  test('fills an empty store', async () => {
    const engine = new MemoryEngine();
    const { exitCode, stdout, stderr } = await runInProcess(engine, [...PLAN, '--json']);
    assert.deepEqual([exitCode, stderr], [0, '']);
    const { users, usersReplaced, inserted } = JSON.parse(stdout);
    assert.deepEqual([users, usersReplaced, inserted], [3, 0, 30]);
  });

  test('does not touch a store that holds somebody', async () => {
    const engine = await engineWith(ADA);
    const { exitCode, stdout, stderr } = await runInProcess(engine, PLAN);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /^pulsebase: INVALID_ARGUMENT: the store holds 1 user and 0 readings; .*--into-existing\n$/);
    assert.deepEqual(await engine.listUsers(0, 10), [ADA]);
    assert.equal((await engine.stats()).readings, 0);
  });

  test('--into-existing says whom it replaces', async () => {
    const engine = await engineWith(ADA, EVE);
    const { exitCode, stdout, stderr } = await runInProcess(engine, [...PLAN, '--into-existing', '--json']);
    assert.equal(exitCode, 0);
    assert.equal(stderr, 'pulsebase: warning: replacing 1 user of the store by generated ones\n');
    const { usersReplaced, inserted } = JSON.parse(stdout);
    assert.deepEqual([usersReplaced, inserted], [1, 30]);
    const [, two, , nine] = await engine.listUsers(0, 10);
    assert.notEqual(two?.name, 'Ada');
    assert.deepEqual(nine, EVE);
    const again = await runInProcess(engine, [...PLAN, '--into-existing', '--json']);
    assert.deepEqual([again.stderr, JSON.parse(again.stdout).unchanged], ['', 30]);
  });
});
