import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommittedBytes } from '../../src/cli/committed-bytes.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';

test('bytes count when the rows before them are committed, not when they are read', async () => {
  let read = 0;
  const committed = new CommittedBytes(() => read);
  async function* blocks() {
    for (const rows of [2, 3, 1]) {
      const block = new ReadingBlock(10);
      for (let row = 1; row <= rows; row += 1) block.push(row, 1, row, 60_000);
      read += rows * 10;
      yield block;
    }
  }
  const watched = committed.watch(blocks());
  const seen: number[] = [];
  for (const rows of [0, 2, 4, 5, 6]) {
    await watched.next();
    committed.commit(rows);
    seen.push(committed.bytes);
  }
  assert.deepEqual(seen, [0, 20, 20, 50, 60]);
});
