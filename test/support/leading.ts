import { until } from '../../harness/until.ts';
import { LEADS, Leader, type Lease, leadsValues } from '../../src/api/state/leader.ts';
import { openState } from '../../src/state/open-state.ts';

/**
 * A process that acts as a leader whenever it is one, for tests: each act is a row, and so is each end of its leadership. Upon SIGUSR2
 * it stands still in the middle of a transaction that needs its lease, until it is told to go on.
 */
const state = await openState({ stateUrl: process.argv[2]!, stateDirectory: '' }, { durable: true });
const leader = new Leader(state);
leader.start();
let isOver = false;
process.once('SIGTERM', () => {
  isOver = true;
});
let standsStill = false;
process.once('SIGUSR2', () => {
  standsStill = true;
});
const note = (kind: string, term: number) =>
  state.query('INSERT INTO state.acts (kind, process, term) VALUES (?, ?, ?)', [kind, process.pid, term]);
await note('ready', 0);
let held: Lease | undefined;
await until('the end', async () => {
  const { lease } = leader;
  if (held !== undefined && held.term !== lease?.term) await note('lost', held.term);
  held = lease;
  if (lease !== undefined && standsStill) {
    standsStill = false;
    await state.transaction([
      { text: `SELECT 1 WHERE ${LEADS}`, values: leadsValues(lease), guards: true },
      {
        get text() {
          process.kill(process.pid, 'SIGSTOP');
          return `INSERT INTO state.acts (kind, process, term) VALUES ('act', ?, ?)`;
        },
        values: [process.pid, lease.term],
      },
    ]);
  } else if (lease !== undefined) {
    await state.query(`INSERT INTO state.acts (kind, process, term) SELECT 'act', ?, ? WHERE ${LEADS}`, [
      process.pid,
      lease.term,
      ...leadsValues(lease),
    ]);
  }
  return isOver;
});
await leader.stop();
await state.close();
