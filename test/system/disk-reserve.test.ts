import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { DiskReserve } from '../../src/engines/clickhouse/chdb/disk-reserve.ts';
import { engineError } from '../../src/engines/clickhouse/engine-error.ts';
import { SmallDisk } from './small-disk.ts';

/** What the engine says of a part that it could not write to its end, and of one that is damaged. */
const CUT_SHORT = engineError(
  new Error('Code: 246. DB::Exception: Part is corrupted: /store/4149_581_581_1_591/ in table pulsebase.rollups'),
);

describe('work that fails of what looks like damage', () => {
  let disk: SmallDisk;
  let reserve: DiskReserve;

  beforeEach(async () => {
    disk = new SmallDisk(32);
    reserve = new DiskReserve(join(disk.path, 'reserve'));
    await reserve.keep();
  });

  afterEach(() => disk[Symbol.dispose]());

  /** Fails so many times, then gives its number. */
  function failing(times: number): () => Promise<number> {
    let runs = 0;
    return async () => {
      runs += 1;
      if (runs <= times) throw CUT_SHORT;
      return runs;
    };
  }

  test('on a full disk has the reserve and is done again', async () => {
    disk.fill();
    assert.equal(await reserve.during(failing(1)), 2);
  });

  test('and does not find room with the reserve either is DISK_FULL', async () => {
    disk.fill();
    const work = failing(2);
    const again = async () => {
      disk.fill();
      return work();
    };
    await assert.rejects(reserve.during(again), { code: 'DISK_FULL', cause: CUT_SHORT });
  });

  test('while there is room is damage', async () => {
    await assert.rejects(reserve.during(failing(1)), { code: 'STORE_DAMAGED' });
  });
});
