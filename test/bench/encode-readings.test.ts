import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CSV_HEADER, encodeReadings } from '../../bench/data/encode-readings.ts';
import { openSingleImport } from '../../harness/open-single-import.ts';
import { generateReadings } from '../../src/generator/generate-readings.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-encode-'));
after(() => rmSync(directory, { recursive: true }));

function rowsOf(block: ReadingBlock): number[][] {
  const { userIds, timestamps, heartRates } = block;
  return Array.from({ length: block.length }, (_, at) => [userIds[at]!, timestamps[at]!, heartRates[at]!]);
}

test('the CSV of a block imports as the same readings', async () => {
  const expected: number[][] = [];
  const lines: Buffer[] = [Buffer.from(CSV_HEADER)];
  for await (const block of generateReadings({ users: 12, readings: 5000 })) {
    expected.push(...rowsOf(block));
    lines.push(encodeReadings(block));
  }
  const file = join(directory, 'readings.csv');
  writeFileSync(file, Buffer.concat(lines));
  const found: number[][] = [];
  for await (const block of (await openSingleImport(file, { format: 'csv' })).blocks()) {
    assert.deepEqual(block.rejected, []);
    found.push(...rowsOf(block));
  }
  assert.equal(found.length, 5000);
  assert.deepEqual(found, expected);
});

test('readings that do not fit the form are refused', () => {
  const block = new ReadingBlock(1);
  block.push(1, 7, 1_000_000_000_123, 71_000);
  assert.throws(() => encodeReadings(block), /whole seconds/);
});
