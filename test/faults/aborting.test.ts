import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { openStore } from '../../src/open-store.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { READINGS, USERS } from './fixture.ts';
import { scratch } from './store-files.ts';

const IDS = USERS.map(({ id }) => id);
const PER_BLOCK = 500;

/** The readings in blocks; `onBlock` is told before each is given. */
async function* blocks(onBlock: (at: number) => void): AsyncGenerator<ReadingBlock> {
  for (let at = 0; at * PER_BLOCK < READINGS.length; at += 1) {
    onBlock(at);
    const block = new ReadingBlock(PER_BLOCK);
    for (const [row, { userId, timestamp, heartRate }] of READINGS.slice(
      at * PER_BLOCK,
      (at + 1) * PER_BLOCK,
    ).entries()) {
      block.add(at * PER_BLOCK + row + 1, userId, timestamp, heartRate);
    }
    yield block;
  }
}

function referenceOf(count: number): ReferenceStore {
  const reference = new ReferenceStore();
  for (const user of USERS) reference.putUser(user);
  for (const { userId, timestamp, heartRate } of READINGS.slice(0, count)) {
    reference.putReading(userId, (timestamp as Date).getTime(), Math.round(heartRate * 1000));
  }
  return reference;
}

describe('a load that is stopped', () => {
  const root = scratch();
  after(() => root[Symbol.dispose]());

  for (const stoppedAfter of [1, 3, 6]) {
    test(`by its signal after ${stoppedAfter} blocks: those are kept and current, and the load can be run again`, async () => {
      const url = `chdb:${root.path}/signal-${stoppedAfter}`;
      await using store = await openStore(url);
      await store.importUsers(USERS);
      const stop = new AbortController();
      let kept = 0;
      const onProgress = ({ read }: { read: number }) => {
        kept = read;
        if (read >= stoppedAfter * PER_BLOCK) stop.abort();
      };
      const load = store.ingest(
        blocks(() => {}),
        { signal: stop.signal, onProgress },
      );
      const message = `stopped after ${stoppedAfter * PER_BLOCK} rows; those are kept and current`;
      await assert.rejects(load, { code: 'ABORTED', message });
      await checkAnswers(store, referenceOf(kept), IDS);
      await checkVerify(store, referenceOf(kept));
      await store.close();
      await using again = await openStore(url, { onWarning: (warning) => assert.fail(warning) });
      await checkAnswers(again, referenceOf(kept), IDS);
      const receipt = await again.ingest(blocks(() => {}));
      assert.deepEqual([receipt.unchanged, receipt.inserted], [kept, READINGS.length - kept]);
      await checkAnswers(again, referenceOf(READINGS.length), IDS);
      await checkVerify(again, referenceOf(READINGS.length));
    });
  }

  test('by its source, which breaks: all blocks up to there are kept and current', async () => {
    await using store = await openStore(`chdb:${root.path}/source`);
    await store.importUsers(USERS);
    const load = store.ingest(
      blocks((at) => {
        if (at === 4) throw new Error('the cable was pulled');
      }),
    );
    await assert.rejects(load, { message: 'the cable was pulled' });
    await checkAnswers(store, referenceOf(4 * PER_BLOCK), IDS);
    await checkVerify(store, referenceOf(4 * PER_BLOCK));
  });
});
