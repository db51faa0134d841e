import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { checkAnswers, checkVerify } from '../faults/check-answers.ts';
import { contentsOf, findMismatch } from '../faults/contents.ts';
import { Dice } from '../faults/dice.ts';
import { applyTo, carryOut, type Operation } from '../faults/operations.ts';
import { IDS, operationsOf, preludeTo, TARGETS } from '../faults/workload.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import { SmallDisk } from './small-disk.ts';

/** The error of a promise, `undefined` when there is none; anything but one clear line of DISK_FULL fails the test. */
async function diskFull(work: Promise<unknown>): Promise<PulsebaseError | undefined> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error === undefined) return undefined;
  assert.ok(error instanceof PulsebaseError, String(error));
  assert.equal(error.code, 'DISK_FULL', error.message);
  assert.match(error.message, /^[^\n]*full; free some space and try again$/);
  return error;
}

describe('a full disk', () => {
  let disk: SmallDisk;
  let store: Store | undefined;
  let reference: ReferenceStore;
  const open = () => openStore(`chdb:${disk.path}/store`, { onWarning: (warning) => assert.fail(warning) });

  beforeEach(() => {
    disk = new SmallDisk(48);
    reference = new ReferenceStore();
  });

  afterEach(async () => {
    disk.free();
    await store?.close();
    store = undefined;
    disk[Symbol.dispose]();
  });

  async function acknowledge(operation: Operation): Promise<void> {
    await carryOut(store!, operation);
    applyTo(reference, operation);
  }

  /** All that was acknowledged is there and nothing else, and every query is answered right. */
  async function answersRight(): Promise<void> {
    assert.equal(findMismatch(await contentsOf(store!, IDS), reference, null), undefined);
    await checkVerify(store!, reference);
    await checkAnswers(store!, reference, IDS);
  }

  /** With room again, what had failed can be done again. */
  async function recovers(underWay: Operation): Promise<void> {
    await answersRight();
    await acknowledge(underWay);
    const mended = await contentsOf(store!, IDS);
    assert.equal(findMismatch(mended, reference, null), undefined);
    await checkVerify(store!, reference);
    await checkAnswers(store!, reference, IDS);
  }

  test('loaded until it is full: one line says so; room again, and all goes on without a reopening', async () => {
    store = await open();
    const dice = new Dice(4);
    for (const operation of preludeTo('ingest', dice)) await acknowledge(operation);
    // A ballast that is taken away later, and what is left is filled by readings.
    disk.fill();
    disk.free();
    const refused = await fillByIngest(dice);
    await answersRight();
    disk.free();
    await recovers(refused);
    for (const operation of operationsOf('load', dice)) await acknowledge(operation);
    await store.close();
    store = await open();
    await checkVerify(store, reference);
    await checkAnswers(store, reference, IDS);
  });

  /** Ingests until the disk is full, and gives the batch that was refused. */
  async function fillByIngest(dice: Dice): Promise<Operation> {
    for (let round = 0; round < 2000; round += 1) {
      // Readings of the store's own take the room bit by bit, a ballast the rest.
      if (round === 20) disk.fill();
      const [operation] = operationsOf('ingest', dice);
      if ((await diskFull(carryOut(store!, operation!))) !== undefined) return operation!;
      applyTo(reference, operation!);
    }
    return assert.fail('the disk does not get full');
  }

  for (const target of TARGETS.filter((known) => known !== 'anything')) {
    test(`not a byte left, and then: ${target}`, async () => {
      store = await open();
      const dice = new Dice(TARGETS.indexOf(target) + 10);
      for (const operation of preludeTo(target, dice)) await acknowledge(operation);
      const [operation] = operationsOf(target, dice);
      disk.fill();
      if ((await diskFull(carryOut(store, operation!))) === undefined) applyTo(reference, operation!);
      await answersRight();
      disk.free();
      await recovers(operation!);
    });
  }

  test('closing works, and opening with what was held back; without that it says what is wrong', async () => {
    store = await open();
    const dice = new Dice(30);
    for (const operation of preludeTo('ingest', dice)) await acknowledge(operation);
    const [operation] = operationsOf('ingest', dice);
    disk.fill();
    assert.ok(await diskFull(carryOut(store, operation!)));
    await store.close();
    store = await open();
    await answersRight();
    assert.ok(await diskFull(carryOut(store, operation!)));
    await store.close();
    store = undefined;
    disk.fill();
    assert.ok(await diskFull(open()));
    disk.free();
    store = await open();
    await recovers(operation!);
  });

  after(() => store?.close());
});
