import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { DiskReserve } from '../../src/engines/clickhouse/chdb/disk-reserve.ts';
import { engineError } from '../../src/engines/clickhouse/engine-error.ts';
import { SmallDisk } from './small-disk.ts';

const NO_ROOM = engineError(new Error('Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space'));
const DAMAGE = engineError(
  new Error('Code: 246. DB::Exception: Part is corrupted: /store/4149_581_581_1_591/ in table pulsebase.rollups'),
);

describe('work that runs out of space', () => {
  let disk: SmallDisk;
  let reserve: DiskReserve;

  beforeEach(async () => {
    disk = new SmallDisk(32);
    reserve = new DiskReserve(join(disk.path, 'reserve'));
    await reserve.keep();
  });

  afterEach(() => disk[Symbol.dispose]());

  /** Fails so many times, then gives its number. */
  function failing(times: number, error = NO_ROOM): () => Promise<number> {
    let runs = 0;
    return async () => {
      runs += 1;
      if (runs <= times) throw error;
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
    await assert.rejects(reserve.during(again), { code: 'DISK_FULL' });
  });

  test('while there is room again is done again without an end of the reserve', async () => {
    assert.equal(await reserve.during(failing(5)), 6);
  });

  test('is not what fails of damage, however full the disk is', async () => {
    disk.fill();
    await assert.rejects(reserve.during(failing(1, DAMAGE)), { code: 'STORE_DAMAGED' });
  });
});
