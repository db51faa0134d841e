import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadingInput } from '../../src/model/reading.ts';
import { BLOCK_CAPACITY, ReadingBlock } from '../../src/model/reading-block.ts';
import { readingBlocks } from '../../src/store/reading-blocks.ts';
import type { Source } from '../../src/store/store.ts';

async function blocksOf(source: Source<ReadingInput | ReadingBlock>): Promise<ReadingBlock[]> {
  const blocks: ReadingBlock[] = [];
  for await (const block of readingBlocks(source)) blocks.push(block);
  return blocks;
}

const reading = (ms: number): ReadingInput => ({ userId: 1, timestamp: new Date(ms), heartRate: 60 });

test('readings fill blocks of the capacity, numbered from 1 through all of them', async () => {
  function* many() {
    for (let ms = 0; ms < BLOCK_CAPACITY + 2; ms += 1) yield ms === 7 ? { ...reading(ms), userId: 0 } : reading(ms);
  }
  async function* slowly() {
    yield* many();
  }
  for (const source of [many(), slowly(), [...many()]]) {
    const [first, second, ...rest] = await blocksOf(source);
    // Rejected rows take room too.
    assert.deepEqual([first!.length, first!.rejected.length, rest.length], [BLOCK_CAPACITY - 1, 1, 0]);
    assert.deepEqual([...second!.rows.subarray(0, second!.length)], [BLOCK_CAPACITY + 1, BLOCK_CAPACITY + 2]);
  }
});

test('an array of any size costs no more than itself', async () => {
  assert.deepEqual(await blocksOf([]), []);
  const [block] = await blocksOf([reading(0), reading(1)]);
  assert.equal(block!.capacity, 2);
});

test('blocks are passed on as they are', async () => {
  const made = [new ReadingBlock(1), new ReadingBlock(2)];
  assert.deepEqual(await blocksOf(made), made);
});

test('a number is not a timestamp: it could be seconds as well as milliseconds', async () => {
  const [block] = await blocksOf([{ userId: 1, timestamp: 1_672_531_200 as unknown as Date, heartRate: 60 }]);
  assert.deepEqual(
    block!.rejected.map(({ reason }) => reason),
    ['invalid_timestamp'],
  );
});
