import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatByteSize, parseByteSize } from '../../src/config/byte-size.ts';

const CASES: [text: string, bytes: number | undefined][] = [
  ['0', 0],
  ['1048576', 1_048_576],
  ['100B', 100],
  ['512MiB', 536_870_912],
  ['2GiB', 2_147_483_648],
  ['2gib', 2_147_483_648],
  ['2 GiB', 2_147_483_648],
  ['1.5GiB', 1_610_612_736],
  ['2GB', 2_000_000_000],
  ['3kB', 3000],
  ['3KiB', 3072],
  ['1TiB', 1_099_511_627_776],
  ['1TB', 1_000_000_000_000],
  ['', undefined],
  ['GiB', undefined],
  ['-1', undefined],
  ['1e9', undefined],
  ['2G', undefined],
  ['2 Gibi', undefined],
  ['1.GiB', undefined],
  ['1,5GiB', undefined],
  ['0x10', undefined],
];

for (const [text, bytes] of CASES) {
  test(`${JSON.stringify(text)} is ${bytes} bytes`, () => assert.equal(parseByteSize(text), bytes));
}

test('a size is shown in the largest unit that is exact', () => {
  assert.equal(formatByteSize(2_147_483_648), '2GiB');
  assert.equal(formatByteSize(1_610_612_736), '1536MiB');
  assert.equal(formatByteSize(2_000_000_000), '1953125KiB');
  assert.equal(formatByteSize(1_000_001), '1000001');
  assert.equal(formatByteSize(0), '0');
});

test('what is shown reads as the same size', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (bytes) => assert.equal(parseByteSize(formatByteSize(bytes)), bytes)));
});
