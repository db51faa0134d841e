import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openStore } from '../../src/open-store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { USERS } from './fixture.ts';
import { HarmedCopies } from './harmed-copies.ts';
import { tamper } from './store-files.ts';

const IDS = USERS.map(({ id }) => id);
/** A reading that is in the store and in no roll-up, as after a kill between the two. */
const STRAY = { userId: 1, ms: Date.parse('2024-02-20T12:00:00Z'), milli: 222_000 };

describe('the journal of an embedded store', () => {
  const copies = new HarmedCopies();
  const { copy } = copies;
  const journal = join(copy, 'journal');

  function addStray(): void {
    const { userId, ms, milli } = STRAY;
    tamper(
      copy,
      `INSERT INTO pulsebase.readings (user_id, ts, milli_bpm, version) SELECT ${userId}, ${ms}, ${milli}, 5000000`,
    );
  }

  const losses: readonly (readonly [name: string, lose: () => void])[] = [
    ['is gone', () => rmSync(journal)],
    ['is empty', () => writeFileSync(journal, '')],
    ['is junk', () => writeFileSync(journal, Buffer.from([0, 1, 2, 255, 10, 0, 254, 10]))],
    ['has a line that cannot be read in its middle', () => appendFileSync(journal, '{"begin":7,"int\n{"done":[7]}\n')],
  ];
  for (const [name, lose] of losses) {
    test(`${name}: said so, and every roll-up is computed again before the next answer`, () =>
      copies.after(
        () => {
          addStray();
          lose();
        },
        async (store) => {
          assert.equal(copies.warnings.length, 1);
          assert.match(copies.warnings[0]!, /journal .*lost or damaged: all roll-ups are computed again/);
          copies.reference.putReading(STRAY.userId, STRAY.ms, STRAY.milli);
          await checkAnswers(store, copies.reference, IDS);
          await checkVerify(store, copies.reference);
          // Versions go on above those in the store: what is written now replaces what is there.
          const timestamp = new Date(STRAY.ms);
          await store.ingest([{ userId: STRAY.userId, timestamp, heartRate: 33 }]);
          copies.reference.putReading(STRAY.userId, STRAY.ms, 33_000);
          await checkAnswers(store, copies.reference, IDS);
          await checkVerify(store, copies.reference);
          copies.reference.deleteReadings([STRAY.userId], { from: STRAY.ms, to: STRAY.ms });
        },
      ));
  }

  test('is whole: a stray reading is not looked for, verify finds it and repair mends it', () =>
    copies.after(addStray, async (store) => {
      assert.deepEqual(copies.warnings, []);
      // The hour differs from its readings; day and month agree with the hour.
      assert.equal((await store.verify()).differing, 1);
      await store.repair();
      assert.equal((await store.verify()).ok, true);
    }));

  const harmless: readonly (readonly [name: string, change: () => void])[] = [
    ['ends in a torn line', () => appendFileSync(journal, '{"begin":999999999,"intent":{"kind":"delete-us')],
    ['ends in zeros, as some file systems leave a torn line', () => appendFileSync(journal, Buffer.alloc(200))],
    [
      'is of the first format',
      () => writeFileSync(journal, readFileSync(journal, 'utf8').replace(/"journal":\d+,/, '')),
    ],
    ['has a half-written successor', () => writeFileSync(`${journal}.new`, '{"jour')],
  ];
  for (const [name, change] of harmless) {
    test(`${name}: nothing is wrong`, () =>
      copies.after(change, async (store) => {
        assert.deepEqual(copies.warnings, []);
        await checkAnswers(store, copies.reference, IDS);
        await checkVerify(store, copies.reference);
        await store.ingest([{ userId: 1, timestamp: '2024-01-01', heartRate: 99 }]);
        assert.equal((await store.verify()).ok, true);
        assert.equal(existsSync(`${journal}.new`), false);
      }));
  }

  test('holds a deletion that was acknowledged to nobody: it is finished at the next opening, and then gone', () =>
    copies.after(
      () => appendFileSync(journal, `{"begin":9000000,"intent":{"kind":"delete-users","users":[2]}}\n`),
      async (store) => {
        assert.equal(await store.getUser(2), undefined);
        assert.equal((await store.stats()).pendingWrites, 0);
        await checkVerify(store, {
          ...copies.reference,
          readings: new Map([...copies.reference.readings].filter(([id]) => id !== 2)),
        } as ReferenceStore);
        await store.putUser({ id: 2 });
        await store.close();
        const again = await openStore(`chdb:${copy}`);
        assert.equal((await again.getUser(2))?.id, 2);
        await again.close();
      },
    ));

  test('is of a newer program: refused, and left as it is', async () => {
    const newer = `{"journal":99,"version":1}\n`;
    await assert.rejects(
      copies.after(
        () => writeFileSync(journal, newer),
        async () => assert.fail('opened'),
      ),
      { code: 'STORE_NEWER', message: /format 99.*newer Pulsebase/ },
    );
    assert.equal(readFileSync(journal, 'utf8'), newer);
    copyFileSync(join(copies.whole, 'journal'), journal);
    const store = await openStore(`chdb:${copy}`);
    await checkAnswers(store, copies.reference, IDS);
    await store.close();
  });
});
