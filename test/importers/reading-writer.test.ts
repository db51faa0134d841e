import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImportJob } from '../../src/importers/import-job.ts';
import { recordBlocks } from '../../src/importers/reading-writer.ts';

test('records that come while the block is full are the first of the next, in their order', async () => {
  for (const capacity of [1, 3, 7, 100]) {
    for (const fails of [false, true]) {
      const blocks = recordBlocks(new ImportJob({ person: 1 }), { capacity }, async function* (records) {
        for (let portion = 0; portion < 3; portion += 1) {
          for (let at = 0; at < 5; at += 1) {
            const row = portion * 5 + at + 1;
            if (row % 4 === 0) records.reject('invalid_timestamp', `row ${row}`);
            else records.add({ instant: row, heartRate: 60 });
          }
          if (fails && portion === 2) throw new Error('the end');
          yield;
        }
      });
      const rows: number[] = [];
      const seen: number[] = [];
      let error: unknown;
      try {
        for await (const block of blocks) {
          seen.push(block.seen);
          rows.push(
            ...[...block.rows.subarray(0, block.length), ...block.rejected.map(({ row }) => row)].sort((a, b) => a - b),
          );
          assert.deepEqual(block.timestamps.subarray(0, block.length), block.rows.subarray(0, block.length));
          for (const { row, message } of block.rejected) assert.equal(message, `row ${row}`);
        }
      } catch (cause) {
        error = cause;
      }
      assert.equal(error !== undefined, fails);
      assert.deepEqual(
        rows,
        Array.from({ length: 15 }, (_, at) => at + 1),
      );
      assert.ok(seen.every((count, at) => count === capacity || at === seen.length - 1));
    }
  }
});
