import { bucketOf, HOUR_MS } from '../../../window/bucket.ts';
import { diskFull } from '../engine-error.ts';
import type { Region } from '../rollups/region.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import type { Deletion } from './intent.ts';
import { roomToRewrite } from './room-to-rewrite.ts';

/** A part has about ten files and a directory, and the smallest of them takes a block of the disk. */
const PART = 64 * 1024;
/** Parts that a write makes of a month: readings, hours in two orders, days and the month. */
const PARTS_OF_MONTH = 5;
/** A reading on its way into the engine, and in it. */
const READING = 32;
/** An hour of a user in two orders, and its share of the day and the month: twice the measured size. */
const HOUR = 40;
/** A user on the way into the engine, and in it. */
const USER = 1000;
/** How many users are assumed where the number is not known. */
const MANY_USERS = 20_000;

/**
 * Checks for disk space before work begins, so that nothing begins that could not be finished. The need is estimated, usually too
 * high. A store without its own disk always has space.
 */
export class DiskRoom {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /**
   * @param rows Readings that are about to be written.
   * @param touched The roll-ups to be computed for them.
   * @param everybody How many users there are, where that is known.
   * @param pending Roll-ups pending for earlier blocks of a load.
   * @param drain Computes that.
   * @throws PulsebaseError `DISK_FULL`
   */
  async requireForWrite(
    rows: number,
    touched: readonly Region[],
    everybody: number | undefined,
    pending: readonly Region[],
    drain: () => Promise<void>,
  ): Promise<void> {
    if (await this.#isEnough(rows, [...pending, ...touched], everybody)) return;
    // Computed now, the roll-ups of the earlier blocks need no room later; often they take less than was estimated.
    if (pending.length > 0) await drain();
    if (!(await this.#isEnough(rows, touched, everybody))) throw diskFull();
  }

  async #isEnough(rows: number, regions: readonly Region[], everybody = MANY_USERS): Promise<boolean> {
    const months = new Set(regions.map(({ from }) => bucketOf('month', from * HOUR_MS))).size;
    const hours = regions.reduce(
      (sum, { from, to, users, hours: listed }) => sum + (listed?.length ?? to - from) * (users?.length ?? everybody),
      0,
    );
    return this.#has(months * PARTS_OF_MONTH * PART + rows * READING + hours * HOUR);
  }

  /** @throws PulsebaseError `DISK_FULL` */
  async requireForUsers(count: number): Promise<void> {
    if (!(await this.#has(PART + count * USER))) throw diskFull();
  }

  /**
   * Deleting rows rewrites the parts that contain them, one after the other.
   *
   * @throws PulsebaseError `DISK_FULL`
   */
  async requireForDeletion(deletion: Deletion): Promise<void> {
    const { disk, topology } = this.#executor;
    if (disk === undefined) return;
    const [[largest = 0] = []] = await queryIntegers(
      this.#executor,
      `SELECT max(bytes_on_disk) FROM (${topology.parts}) WHERE ${rewrittenParts(deletion)}`,
      1,
    );
    if (!(await disk.hasRoomToDelete(roomToRewrite(largest)))) throw diskFull();
  }

  async #has(bytes: number): Promise<boolean> {
    return (await this.#executor.disk?.hasRoom(bytes)) ?? true;
  }
}

function rewrittenParts(deletion: Deletion): string {
  if (deletion.kind === 'delete-users') return '1';
  const [first, last] = [deletion.from, deletion.to].map((ms) => {
    const date = new Date(ms);
    return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
  });
  const readings = `table = 'readings' AND toUInt32OrZero(partition) BETWEEN ${first} AND ${last}`;
  // Roll-ups of whole months are deleted by row where they share a part with others.
  return deletion.users === null ? `table != 'readings' OR ${readings}` : readings;
}
