import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { damagedPart, engineError } from '../../../src/engines/clickhouse/engine-error.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';

/** Texts as the engine and the operating system give them. */
const TEXTS: readonly (readonly [text: string, code: string])[] = [
  [
    'Code: 241. DB::Exception: Memory limit (total) exceeded: would use 2.1 GiB. (MEMORY_LIMIT_EXCEEDED)',
    'MEMORY_LIMIT',
  ],
  ['Code: 159. DB::Exception: Timeout exceeded: elapsed 60.1 seconds. (TIMEOUT_EXCEEDED)', 'TIMEOUT'],
  ['Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)', 'DISK_FULL'],
  ['Code: 75. DB::ErrnoException: Cannot write to file: , errno: 28, strerror: No space left on device.', 'DISK_FULL'],
  ['ENOSPC: no space left on device, write', 'DISK_FULL'],
  ['EDQUOT: disk quota exceeded, write', 'DISK_FULL'],
  ['Code: 76. DB::ErrnoException: Cannot open file: , errno: 30, strerror: Read-only file system.', 'STORE_UNWRITABLE'],
  ["EACCES: permission denied, open '/x/journal.new'", 'STORE_UNWRITABLE'],
  ["EROFS: read-only file system, open '/x/journal.new'", 'STORE_UNWRITABLE'],
  [
    'Code: 76. DB::ErrnoException: Cannot open file /x/chdb/store/a/202401_1_1_0/data.bin: , errno: 24, strerror: Too many open' +
      ' files: (while reading from part /x/chdb/store/a/202401_1_1_0/ in table pulsebase.readings). (CANNOT_OPEN_FILE)',
    'RESOURCES_EXHAUSTED',
  ],
  [
    'Code: 74. DB::ErrnoException: Cannot read from file: , errno: 12, strerror: Cannot allocate memory: (while reading from part' +
      ' /x/chdb/store/a/202401_1_1_0/ in table pulsebase.readings). (CANNOT_READ_FROM_FILE_DESCRIPTOR)',
    'RESOURCES_EXHAUSTED',
  ],
  ['Code: 573. DB::ErrnoException: Cannot open epoll descriptor: , errno: 24. (EPOLL_ERROR)', 'RESOURCES_EXHAUSTED'],
  ['Code: 439. DB::Exception: Cannot schedule a task: failed to start the thread', 'RESOURCES_EXHAUSTED'],
  ['Code: 173. DB::ErrnoException: Allocator: Cannot mmap 64.00 MiB. (CANNOT_ALLOCATE_MEMORY)', 'RESOURCES_EXHAUSTED'],
  ["ENFILE: file table overflow, open '/x/journal.new'", 'RESOURCES_EXHAUSTED'],
  ["EMFILE: too many open files, open '/x/journal.new'", 'RESOURCES_EXHAUSTED'],
  ['Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)', 'ENGINE_FAILED'],
  ['Code: 33. DB::Exception: Cannot read all data. Bytes read: 0.', 'ENGINE_FAILED'],
  ['something else', 'ENGINE_FAILED'],
];

const CHECKSUM =
  "Code: 40. DB::Exception: Checksum doesn't match: corrupted data. Reference: 0c. Actual: 64.: (while reading column ts):" +
  ' (while reading from part /data/chdb/store/ea8/ea847094-5d53/202402_2_2_1/ in table pulsebase.readings (ea847094-5d53)' +
  ' located on disk default): While executing MergeTreeSelect. (CHECKSUM_DOESNT_MATCH)';

describe('failures of the engine', () => {
  for (const [text, code] of TEXTS) {
    test(`${text.slice(0, 60)} is ${code}`, () => {
      const cause = new Error(`${text}\nStack trace:\n0. main`);
      const error = engineError(cause);
      assert.ok(error instanceof PulsebaseError);
      assert.equal(error.code, code);
      assert.match(error.message, /^[^\n]{1,400}$/);
      assert.equal(error.cause, cause);
    });
  }

  test('damage names the part and what to do', () => {
    const error = engineError(new Error(CHECKSUM));
    assert.equal(error.code, 'STORE_DAMAGED');
    assert.match(error.message, /^part 202402_2_2_1 of the table readings is damaged \(.*\); .*backup.*repair$/);
    assert.deepEqual(damagedPart(error), { table: 'readings', part: '202402_2_2_1' });
  });

  test('other failures name no part', () => {
    assert.equal(damagedPart(engineError(new Error(TEXTS[0]![0]))), undefined);
    assert.equal(damagedPart(new Error(CHECKSUM)), undefined);
    assert.equal(damagedPart(new PulsebaseError('STORE_DAMAGED', 'of another kind')), undefined);
  });

  test('what is an error of ours already stays so', () => {
    const known = new PulsebaseError('ABORTED', 'stopped');
    assert.equal(engineError(known), known);
  });
});
