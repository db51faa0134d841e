import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { ServiceWrites } from '../../src/api/writes/service-writes.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { openStore } from '../../src/open-store.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Receipt, Store } from '../../src/store/store.ts';
import { sumOfReceipts } from '../../src/store/sum-of-receipts.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { writing } from './writing.ts';

const START = Date.parse('2023-01-31T23:00:00Z');
const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };

/** A row of few users, instants and values, so that keys meet; 3 is nobody, 900 bpm is out of range, `null` is not a row. */
const row = fc.option(fc.tuple(fc.constantFrom(1, 1, 2, 3), fc.nat({ max: 4 }), fc.constantFrom(60, 60, 61, 62, 900)), {
  freq: 12,
});
const request = fc.array(row, { maxLength: 8 });
const rounds = fc.array(fc.array(request, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });

type Row = readonly [userId: number, at: number, heartRate: number] | null;

function blockOf(rows: readonly Row[]): ReadingBlock {
  const block = new ReadingBlock(rows.length + 1);
  for (const [at, given] of rows.entries()) {
    if (given === null) block.reject(at + 10, 'malformed_row', 'no row');
    else block.push(at + 10, given[0], START + given[1] * 900_000, given[2] * 1000);
  }
  return block;
}

/** What is left of a receipt without the wording. */
function outline({ rejections, ...counts }: Receipt): object {
  return { ...counts, rejections: rejections.map(({ row: at, reason }) => [at, reason]) };
}

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-group-'));
const server = await startPostgresServer({ fsync: 'off' });
const stores: readonly (readonly [name: string, store: Store, runs: number])[] = [
  ['maps in memory', createStore(new MemoryEngine(), RULES), 300],
  ['chDB', await openStore(`chdb:${directory}`), 12],
  ['PostgreSQL', await openStore(await server.createDatabase()), 25],
];

after(async () => {
  for (const [, store] of stores) await store.close();
  rmSync(directory, { recursive: true, force: true });
  await server.stop();
});

for (const [name, store, runs] of stores) {
  describe(`group commit on ${name}`, () => {
    test('a request that has lost its right is refused, those beside it are committed', async () => {
      await store.importUsers([{ id: 1 }, { id: 2 }]);
      await store.deleteReadings({ from: '1970-01-01' });
      const limits = { groupCommitRows: 20, groupCommitInterval: 0 };
      const unit = new ServiceWrites(store, limits, { group: () => {} });
      const send = (at: number, onlyWhile?: () => void) =>
        writing(unit, (write) => {
          if (onlyWhile !== undefined) write.onlyWhile(onlyWhile);
          return write.together(blockOf([[1, at, 60]]));
        });
      const answers = await Promise.allSettled([
        send(0),
        send(1, () => {
          throw new Error('lost');
        }),
        send(2, () => {}),
      ]);
      assert.deepEqual(
        answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.inserted : String(answer.reason))),
        [1, 'Error: lost', 1],
      );
      assert.equal((await store.stats()).readings, 2);
      const batch = writing(unit, (write) => {
        write.onlyWhile(() => {
          throw new Error('lost');
        });
        return write.batch(blockOf([[2, 3, 60]]), {});
      });
      await assert.rejects(batch, { message: 'lost' });
      assert.equal((await store.stats()).readings, 2);
    });

    test('each request gets the receipt of being written after the one before it', async () => {
      await store.importUsers([{ id: 1 }, { id: 2 }]);
      await fc.assert(
        fc.asyncProperty(rounds, async (given) => {
          await store.deleteReadings({ from: '1970-01-01' });
          const groups: number[] = [];
          const unit = new ServiceWrites(
            store,
            { groupCommitRows: 20, groupCommitInterval: 0 },
            { group: (requests) => groups.push(requests) },
          );
          const alone = createStore(new MemoryEngine(), RULES);
          await alone.importUsers([{ id: 1 }, { id: 2 }]);
          for (const round of given) {
            const receipts = await Promise.all(
              round.map((rows) => writing(unit, (write) => write.together(blockOf(rows)))),
            );
            for (const [at, rows] of round.entries()) {
              const expected = sumOfReceipts(await alone.ingest([]), await alone.ingest([blockOf(rows)]));
              assert.deepEqual(outline(receipts[at]!), outline(expected));
            }
          }
          assert.equal(
            groups.reduce((sum, requests) => sum + requests, 0),
            given.flat().length,
          );
          const window = { from: '2023-01-01', to: '2023-12-31', minHeartRate: 0, details: true } as const;
          assert.deepEqual(await store.queryUsers(window), await alone.queryUsers(window));
        }),
        { numRuns: runs },
      );
      assert.equal((await store.verify()).ok, true);
    });

    test('requests of one turn are one commit, and those that come meanwhile the next', async () => {
      const groups: number[] = [];
      const unit = new ServiceWrites(
        store,
        { groupCommitRows: 1000, groupCommitInterval: 0 },
        { group: (requests) => groups.push(requests) },
      );
      const send = (at: number) => writing(unit, (write) => write.together(blockOf([[1, at, 70]])));
      await Promise.all(Array.from({ length: 50 }, (_, at) => send(at)));
      assert.deepEqual(groups, [50]);
      const first = send(60);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      await Promise.all([first, send(61), send(62)]);
      assert.deepEqual(
        groups.slice(1).reduce((sum, requests) => sum + requests, 0),
        3,
      );
    });

    test('a group holds no more rows than it may', async () => {
      const groups: [requests: number, rows: number][] = [];
      const unit = new ServiceWrites(
        store,
        { groupCommitRows: 10, groupCommitInterval: 0 },
        { group: (requests, rows) => groups.push([requests, rows]) },
      );
      const sizes = [4, 4, 4, 25, 1, 9, 1];
      const rows = (count: number) => Array.from({ length: count }, (_, at) => [1, at, 65] as const);
      await Promise.all(sizes.map((size) => writing(unit, (write) => write.together(blockOf(rows(size))))));
      assert.deepEqual(groups, [
        [2, 8],
        [1, 4],
        [1, 25],
        [2, 10],
        [1, 1],
      ]);
    });
  });
}

describe('a crowd', () => {
  test('is committed at a distance, or when a group is full; one alone never waits', async () => {
    const store = createStore(new MemoryEngine(), RULES);
    await store.putUser({ id: 1 });
    const groups: number[] = [];
    const limits = { groupCommitRows: 4, groupCommitInterval: 3_600_000 };
    const unit = new ServiceWrites(store, limits, { group: (requests) => groups.push(requests) });
    const send = (at: number) => writing(unit, (write) => write.together(blockOf([[1, at, 70]])));
    for (let at = 0; at < 3; at += 1) await send(at);
    assert.deepEqual(groups, [1, 1, 1]);
    await Promise.all([send(3), send(4)]);
    const waiting = [send(5), send(6), send(7)];
    // Where nothing has to wait, several groups that came later are written meanwhile.
    const other = new ServiceWrites(store, { ...limits, groupCommitInterval: 0 }, { group: () => {} });
    for (const at of [5, 6, 7]) await writing(other, (write) => write.together(blockOf([[1, at, 70]])));
    assert.deepEqual(groups, [1, 1, 1, 2]);
    await Promise.all([...waiting, send(8)]);
    assert.deepEqual(groups, [1, 1, 1, 2, 4]);
  });
});

describe('a failed group', () => {
  test('fails every request of it, and the next group is written', async () => {
    class FailingEngine extends MemoryEngine {
      isFailing = true;
      override async beginWrite() {
        if (this.isFailing) throw new Error('the disk is on fire');
        return super.beginWrite();
      }
    }
    const engine = new FailingEngine();
    const store = createStore(engine, RULES);
    await store.putUser({ id: 1 });
    const unit = new ServiceWrites(store, { groupCommitRows: 1000, groupCommitInterval: 0 }, { group: () => {} });
    const send = (at: number) => writing(unit, (write) => write.together(blockOf([[1, at, 70]])));
    const outcomes = await Promise.allSettled([send(1), send(2)]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    engine.isFailing = false;
    assert.equal((await send(3)).inserted, 1);
    assert.equal(unit.underWay, 0);
  });
});
