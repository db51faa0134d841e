import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { ReadingLog } from '../../src/engines/clickhouse/memtable/reading-log.ts';
import type { Executor } from '../../src/engines/clickhouse/statements/executor.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import { checkVerify } from './check-answers.ts';
import { contentsOf, findMismatch } from './contents.ts';
import { Dice } from './dice.ts';
import { applyTo, carryOut, type Operation } from './operations.ts';
import { replaceMethods } from './replace-methods.ts';
import { IDS, operationsOf, preludeTo, type Target } from './workload.ts';

/** Makes one of the statements that write fail, before or after it was carried out. */
class Saboteur {
  /** The statement to come that fails, from 1; 0 for none. */
  countdown = 0;
  isCarriedOut = false;

  wrap(executor: Executor): Executor {
    return replaceMethods<Executor>(executor, {
      command: (sql) => this.#disturb(() => executor.command(sql)),
      insertRows: (...rows) => this.#disturb(() => executor.insertRows(...rows)),
      alter: (...change) => this.#disturb(() => executor.alter(...change)),
    });
  }

  wrapLog(log: ReadingLog): ReadingLog {
    return replaceMethods<ReadingLog>(log, {
      append: (readings) => this.#disturb(() => log.append(readings)),
      endSegment: async () => {
        let remove = async () => {};
        await this.#disturb(async () => {
          remove = await log.endSegment();
        });
        return () => this.#disturb(remove);
      },
    });
  }

  async #disturb(work: () => Promise<void>): Promise<void> {
    const fails = this.countdown > 0 && --this.countdown === 0;
    if (!fails || this.isCarriedOut) await work();
    if (fails) throw new PulsebaseError('DISK_FULL', 'sabotage');
  }
}

describe('a statement that fails leaves a store that is right', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-failed-'));
  const saboteur = new Saboteur();
  let store: Store;
  let reference = new ReferenceStore();

  before(async () => {
    const options = { ...DEFAULT_OPTIONS, durable: false, onWarning: (problem: string) => assert.fail(problem) };
    const engine = await openChdb(`chdb:${directory}`, options, {
      executor: (executor) => saboteur.wrap(executor),
      log: (log) => saboteur.wrapLog(log),
    });
    store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  });

  after(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const targets: readonly Target[] = ['ingest', 'load', 'delete readings', 'drop', 'delete users'];
  for (const [at, target] of targets.entries()) {
    test(`${target}: each statement fails in turn`, async () => {
      const dice = new Dice(at + 1);
      let failed = 0;
      // A load has many statements of each kind.
      for (let nth = 1; ; nth += target === 'load' ? 3 : 1) {
        for (const operation of preludeTo(target, dice)) {
          await carryOut(store, operation);
          applyTo(reference, operation);
        }
        const [operation] = operationsOf(target, dice);
        saboteur.countdown = nth;
        saboteur.isCarriedOut = dice.below(2) === 1;
        let isAcknowledged = false;
        const error = await carryOut(store, operation!)
          .then(async () => {
            isAcknowledged = true;
            // What went into the log goes into the parts.
            await store.stats();
          })
          .catch((cause: unknown) => cause);
        const isOver = saboteur.countdown > 0;
        saboteur.countdown = 0;
        if (error !== undefined) {
          assert.ok(error instanceof PulsebaseError && error.code === 'DISK_FULL', String(error));
          failed += 1;
        }
        // The next thing that happens is a query, or a write to the same users and times.
        const since: Operation[] = nth % 2 === 0 ? operationsOf('ingest', dice) : [];
        for (const later of since) await carryOut(store, later);
        const found = await contentsOf(store, IDS);
        assert.equal(
          findMismatch(found, reference, isAcknowledged ? null : operation!, [
            ...(isAcknowledged ? [operation!] : []),
            ...since,
          ]),
          undefined,
        );
        await checkVerify(store, found);
        reference = found;
        if (isOver) break;
      }
      assert.ok(failed >= 2, `${failed} statements failed`);
    });
  }
});
