import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KILL_POINTS } from './kill-points.ts';
import { torment } from './torment.ts';

/** One of each kind of operation and of each kind of step; `npm run torture` goes through them all, many times. */
const CHOSEN: readonly (readonly [during: string, moment: string])[] = [
  ['ingest of a batch', 'half way through the log'],
  ['ingest of a batch', 'after the next segment of the log, before the journal'],
  ['ingest of a batch', 'after the raw readings, before the roll-ups'],
  ['ingest of a batch', 'after the clearing, before the cutting of the log'],
  ['ingest of a batch', 'after the raw readings, and again when the next process finishes it'],
  ['ingest of a batch', 'half way through the roll-ups'],
  ['ingest of corrections', 'after the hours, before the days'],
  ['bulk load', 'half way through the raw readings'],
  ['bulk load', 'after the days, before the months'],
  ['deletion of readings', 'after the journal, before the raw readings'],
  ['drop of months', 'after the roll-ups, before the raw readings'],
  ['deletion of users', 'after the users, before the raw readings'],
  ['the first opening', 'at a statement of the schema'],
  ['any of these', 'at a random moment'],
];

describe('a process killed with SIGKILL loses nothing that it acknowledged, and brings nothing back', {
  concurrency: 2,
}, () => {
  for (const [at, [during, moment]] of CHOSEN.entries()) {
    test(`${during}: ${moment}`, async () => {
      const point = KILL_POINTS.find((known) => known.during === during && known.moment === moment);
      assert.ok(point, 'no such moment');
      const { kills, checks, lost, returned, failures } = await torment(point, 1, 77 + at);
      assert.deepEqual({ lost, returned, failures }, { lost: 0, returned: 0, failures: [] });
      assert.ok(kills >= 1 && checks >= 1, `${kills} kills, ${checks} checks`);
    });
  }
});
