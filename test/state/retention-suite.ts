import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { RetentionRuns } from '../../src/api/writes/retention-runs.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';

const SILENT = pino({ enabled: false });
const NOBODY = { ran: () => {} };

/** What holds for the deletions of old readings that a state remembers. */
export function retentionSuite(fresh: () => Promise<StateDatabase>): void {
  test('the last deletion of old readings is remembered; one that is done again counts with the one before', async () => {
    const runs = new RetentionRuns(await fresh(), SILENT, NOBODY);
    assert.equal(await runs.last(), undefined);
    await runs.add(2000, 7);
    await runs.add(2000, 1);
    const { at, ...run } = (await runs.last())!;
    assert.deepEqual(run, { keptFrom: 2000, readings: 8 });
    assert.ok(at > Date.parse('2023-01-01'));
  });

  test('a deletion that cannot be remembered is in the log, and fails nothing', async () => {
    const state = await fresh();
    await state.query('DROP TABLE state.retention_runs');
    const logged: string[] = [];
    await new RetentionRuns(state, pino({}, { write: (line) => void logged.push(line) }), NOBODY).add(1, 1);
    assert.equal(logged.length, 1);
  });
}
