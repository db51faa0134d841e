import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSingleImport } from '../../../harness/open-single-import.ts';
import { fileOf, gather } from '../read-import.ts';

const CONTENT = [
  'user_id;timestamp;heart_rate',
  '1;2023-01-01T00:00:00Z;a',
  '1;2023-01-01T00:00:01Z;b',
  '1;2023-01-01T00:00:02Z',
  'heart_rate;user_id;timestamp',
  'c;1',
  'd;1;2023-01-01T00:00:03Z',
  'e;1;2023-01-01T00:00:04Z',
].join('\n');

for (const capacity of [1, 2, 100]) {
  test(`a rejected row has the header that it is read by, in blocks of ${capacity}`, async () => {
    const source = await openSingleImport(fileOf(CONTENT), { capacity, keepsTexts: true });
    const rejected = (await gather(source.blocks())).flatMap((block) => block.rejected);
    assert.deepEqual(
      rejected.map(({ row, text, header }) => [row, text, header]),
      [
        [2, '1;2023-01-01T00:00:00Z;a', 'user_id;timestamp;heart_rate'],
        [3, '1;2023-01-01T00:00:01Z;b', 'user_id;timestamp;heart_rate'],
        [4, '1;2023-01-01T00:00:02Z', 'user_id;timestamp;heart_rate'],
        [6, 'c;1', 'heart_rate;user_id;timestamp'],
        [7, 'd;1;2023-01-01T00:00:03Z', 'heart_rate;user_id;timestamp'],
        [8, 'e;1;2023-01-01T00:00:04Z', 'heart_rate;user_id;timestamp'],
      ],
    );
  });
}

test('a rejected row has no header where rows are not kept', async () => {
  const source = await openSingleImport(fileOf(CONTENT));
  const rejected = (await gather(source.blocks())).flatMap((block) => block.rejected);
  assert.ok(rejected.every((rejection) => !('header' in rejection) && !('text' in rejection)));
});
