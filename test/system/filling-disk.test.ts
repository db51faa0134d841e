import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { ReadingLog } from '../../src/engines/clickhouse/memtable/reading-log.ts';
import type { Executor } from '../../src/engines/clickhouse/statements/executor.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import { checkAnswers, checkVerify } from '../faults/check-answers.ts';
import { contentsOf, findMismatch } from '../faults/contents.ts';
import { Dice } from '../faults/dice.ts';
import { applyTo, carryOut, type Operation } from '../faults/operations.ts';
import { replaceMethods } from '../faults/replace-methods.ts';
import { IDS, operationsOf, preludeTo, type Target } from '../faults/workload.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import { SmallDisk } from './small-disk.ts';

/** Fills the disk to its last byte at one of the statements that write, before it begins or while it runs. */
class Filler {
  /** The statement at which the disk gets full, from 1; 0 for none. */
  countdown = 0;
  /** Milliseconds after its beginning. */
  delay = 0;
  readonly #disk: SmallDisk;

  constructor(disk: SmallDisk) {
    this.#disk = disk;
  }

  wrap(executor: Executor): Executor {
    return replaceMethods<Executor>(executor, {
      command: (sql) => this.#during(() => executor.command(sql)),
      insertRows: (...rows) => this.#during(() => executor.insertRows(...rows)),
      alter: (...change) => this.#during(() => executor.alter(...change)),
    });
  }

  wrapLog(log: ReadingLog): ReadingLog {
    return replaceMethods<ReadingLog>(log, {
      append: (readings) => this.#during(() => log.append(readings)),
      endSegment: async () => {
        const { promise, resolve } = Promise.withResolvers<() => Promise<void>>();
        await this.#during(async () => resolve(await log.endSegment()));
        return promise;
      },
    });
  }

  async #during(work: () => Promise<void>): Promise<void> {
    if (this.countdown === 0 || --this.countdown > 0) return work();
    if (this.delay === 0) this.#disk.fill();
    const running = work();
    if (this.delay > 0) await pause(this.delay).then(() => this.#disk.fill());
    await running;
  }
}

describe('a disk that others fill in the middle of a write', () => {
  const disk = new SmallDisk(64);
  const filler = new Filler(disk);
  let store: Store;
  let reference = new ReferenceStore();
  afterEach(() => disk.free());
  after(async () => {
    disk.free();
    await store.close();
    disk[Symbol.dispose]();
  });

  const acknowledge = async (operation: Operation) => {
    await carryOut(store, operation);
    applyTo(reference, operation);
  };
  const outcome = (operation: Operation) =>
    carryOut(store, operation).then(
      () => undefined,
      (error: unknown) => {
        assert.ok(error instanceof PulsebaseError && error.code === 'DISK_FULL', String(error));
        return error;
      },
    );

  test('a store is opened on it', async () => {
    const options = { ...DEFAULT_OPTIONS, onWarning: (warning: string) => assert.fail(warning) };
    const engine = await openChdb(`chdb:${disk.path}/store`, options, {
      executor: (real) => filler.wrap(real),
      log: (real) => filler.wrapLog(real),
    });
    store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  });

  const targets: readonly Target[] = ['ingest', 'correct', 'load', 'delete readings', 'drop', 'delete users'];
  // A load is refused at its next block; blocks before that are kept. A deletion may need more than what was held back.
  const mayBeRefused: readonly Target[] = ['load', 'delete readings', 'drop', 'delete users'];
  for (const [at, target] of targets.entries()) {
    test(`${target}: what has begun is finished, what comes then is refused as a whole, queries go on`, async () => {
      const dice = new Dice(at + 100);
      // A load has many statements of each kind.
      for (let nth = 1; ; nth += target === 'load' ? 4 : 1) {
        for (const operation of preludeTo(target, dice)) await acknowledge(operation);
        const [operation] = operationsOf(target, dice);
        filler.countdown = nth;
        filler.delay = dice.below(2) * dice.below(40);
        const error = await outcome(operation!);
        // What went into the log goes into the parts.
        if (error === undefined) await store.stats();
        const isOver = filler.countdown > 0;
        filler.countdown = 0;
        if (!mayBeRefused.includes(target)) assert.equal(error, undefined);
        if (error !== undefined) disk.free();
        if (error === undefined) applyTo(reference, operation!);
        const found = await contentsOf(store, IDS);
        assert.equal(findMismatch(found, reference, error === undefined ? null : operation!), undefined);
        reference = found;
        if (isOver) break;
        if (error !== undefined) continue;
        const [next] = operationsOf('ingest', dice);
        if ((await outcome(next!)) === undefined) applyTo(reference, next!);
        assert.equal(findMismatch(await contentsOf(store, IDS), reference, null), undefined);
        await checkVerify(store, reference);
        await checkAnswers(store, reference, IDS);
        disk.free();
        await acknowledge(next!);
        await checkVerify(store, reference);
      }
    });
  }
});
