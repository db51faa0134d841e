import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const engine = new MemoryEngine();
const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
await store.ingest([{ userId: 1, timestamp: '2023-01-01T10:00:00Z', heartRate: 60 }], { unknownUsers: 'create' });

const FULL = ['--from', '2023-01-01T00:00:00Z', '--to', '2023-01-02T00:00:00+01:00'];

for (const [command, ...args] of [
  ['top', '--user-id', '1'],
  ['users', '--min-heart-rate', '0'],
] as const) {
  describe(`query ${command} --from --to`, () => {
    const run = (...window: readonly string[]) => runInProcess(engine, ['query', command, ...args, ...window]);

    test('the window that was used is told on stderr, where an end is a date alone', async () => {
      for (const details of [[], ['--details'], ['--json']]) {
        const { stdout, stderr } = await run(...FULL.slice(0, 3), '2023-01-02', ...details);
        const window = 'from 2023-01-01T00:00:00.000Z to 2023-01-02T00:00:00.000Z';
        assert.equal(stderr, `pulsebase: window: ${window}, both inclusive\n`);
        assert.match(stdout, details[0] === '--json' ? /^\[\d+\]\n$/ : /^rank/);
        assert.equal((await run(...FULL.slice(0, 3), '2023-01-02', ...details, '--quiet')).stderr, '');
        assert.equal((await run(...FULL, ...details)).stderr, '');
      }
    });

    test('it is not told beside an error', async () => {
      const { stderr } = await run('--from', '2023-01-01', '--to', '2023-02-30');
      assert.match(stderr, /^pulsebase: INVALID_ARGUMENT: [^\n]*\n$/);
    });
  });
}

for (const command of ['readings', 'averages']) {
  describe(`${command} --from --to`, () => {
    const run = (...args: readonly string[]) => runInProcess(engine, [command, '--user-id', '1', ...args]);

    test('the window that was used is told on stderr, where an end was left out or is a date alone', async () => {
      const cases = [
        [[], 'from the first reading to the last reading'],
        [['--from', '2023-01-01'], 'from 2023-01-01T00:00:00.000Z to the last reading'],
        [['--to', '2023-01-01'], 'from the first reading to 2023-01-01T00:00:00.000Z'],
        [['--to', '2023-01-02T00:00:00+01:00'], 'from the first reading to 2023-01-01T23:00:00.000Z'],
        [[...FULL.slice(0, 3), '2023-01-02'], 'from 2023-01-01T00:00:00.000Z to 2023-01-02T00:00:00.000Z'],
      ] as const;
      for (const [args, window] of cases) {
        const { stdout, stderr } = await run(...args);
        assert.equal(stderr, `pulsebase: window: ${window}, both inclusive\n`);
        const quiet = await run(...args, '--quiet');
        assert.deepEqual([quiet.stdout, quiet.stderr], [stdout, '']);
      }
    });

    test('it is not where both ends say it themselves, nor beside an error', async () => {
      assert.equal((await run(...FULL)).stderr, '');
      assert.match((await run('--from', '2023-02-30')).stderr, /^pulsebase: INVALID_ARGUMENT: [^\n]*\n$/);
      const { stderr } = await runInProcess(engine, [command, '--user-id', '7', '--json']);
      assert.equal(JSON.parse(stderr).error.code, 'USER_NOT_FOUND');
    });

    test('programs that parse stdout find rows alone', async () => {
      const { stdout } = await run('--json');
      assert.equal(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)).length,
        1,
      );
    });
  });
}
