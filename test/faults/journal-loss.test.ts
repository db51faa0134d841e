import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { fill, USERS } from './fixture.ts';
import { scratch, tamper } from './store-files.ts';

const IDS = USERS.map(({ id }) => id);
/** A reading that is in the store and in no roll-up, as after a kill between the two. */
const STRAY = { userId: 1, ms: Date.parse('2024-02-20T12:00:00Z'), milli: 222_000 };

describe('the journal of an embedded store', () => {
  const root = scratch();
  const whole = join(root.path, 'whole');
  const copy = join(root.path, 'copy');
  const journal = join(copy, 'journal');
  let reference: ReferenceStore;
  let warnings: string[] = [];

  before(async () => {
    const store = await openStore(`chdb:${whole}`);
    reference = await fill(store);
    await store.close();
  });

  after(() => root[Symbol.dispose]());

  async function withJournal(change: () => void, use: (store: Store) => Promise<void>): Promise<void> {
    rmSync(copy, { recursive: true, force: true });
    cpSync(whole, copy, { recursive: true, verbatimSymlinks: true });
    change();
    warnings = [];
    const store = await openStore(`chdb:${copy}`, { onWarning: (warning) => warnings.push(warning) });
    try {
      await use(store);
    } finally {
      await store.close();
    }
  }

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
      withJournal(
        () => {
          addStray();
          lose();
        },
        async (store) => {
          assert.equal(warnings.length, 1);
          assert.match(warnings[0]!, /journal .*lost or damaged: all roll-ups are computed again/);
          reference.putReading(STRAY.userId, STRAY.ms, STRAY.milli);
          await checkAnswers(store, reference, IDS);
          await checkVerify(store, reference);
          // Versions go on above those in the store: what is written now replaces what is there.
          const timestamp = new Date(STRAY.ms);
          await store.ingest([{ userId: STRAY.userId, timestamp, heartRate: 33 }]);
          reference.putReading(STRAY.userId, STRAY.ms, 33_000);
          await checkAnswers(store, reference, IDS);
          await checkVerify(store, reference);
          reference.deleteReadings([STRAY.userId], { from: STRAY.ms, to: STRAY.ms });
        },
      ));
  }

  test('is whole: a stray reading is not looked for, verify finds it and repair mends it', () =>
    withJournal(addStray, async (store) => {
      assert.deepEqual(warnings, []);
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
      withJournal(change, async (store) => {
        assert.deepEqual(warnings, []);
        await checkAnswers(store, reference, IDS);
        await checkVerify(store, reference);
        await store.ingest([{ userId: 1, timestamp: '2024-01-01', heartRate: 99 }]);
        assert.equal((await store.verify()).ok, true);
        assert.equal(existsSync(`${journal}.new`), false);
      }));
  }

  test('holds a deletion that was acknowledged to nobody: it is finished at the next opening, and then gone', () =>
    withJournal(
      () => appendFileSync(journal, `{"begin":9000000,"intent":{"kind":"delete-users","users":[2]}}\n`),
      async (store) => {
        assert.equal(await store.getUser(2), undefined);
        assert.equal((await store.stats()).pendingWrites, 0);
        await checkVerify(store, {
          ...reference,
          readings: new Map([...reference.readings].filter(([id]) => id !== 2)),
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
      withJournal(
        () => writeFileSync(journal, newer),
        async () => assert.fail('opened'),
      ),
      { code: 'STORE_NEWER', message: /format 99.*newer Pulsebase/ },
    );
    assert.equal(readFileSync(journal, 'utf8'), newer);
    copyFileSync(join(whole, 'journal'), journal);
    const store = await openStore(`chdb:${copy}`);
    await checkAnswers(store, reference, IDS);
    await store.close();
  });
});
