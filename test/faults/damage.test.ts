import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { READINGS, USERS } from './fixture.ts';
import { HarmedCopies } from './harmed-copies.ts';
import { flipBytes, partsOf, tamper, truncatePart } from './store-files.ts';

const IDS = USERS.map(({ id }) => id);
/** Within February, with cut ends; and whole months. */
const CUT = { from: '2024-02-01T00:05:00Z', to: '2024-02-02T12:05:00Z' };
const WHOLE = { from: '2024-02-01', to: '2024-02-29T23:59:59.999Z' };

describe('a damaged embedded store', () => {
  const copies = new HarmedCopies();
  const { copy } = copies;

  /** Every query that would need what is missing is refused, by name. */
  async function refuses(store: Store, message: RegExp): Promise<void> {
    const refusal = { code: 'STORE_DAMAGED', message };
    await assert.rejects(store.queryUsers({ ...CUT, minHeartRate: 0 }), refusal);
    await assert.rejects(store.queryUsers({ ...WHOLE, minHeartRate: 0 }), refusal);
    await assert.rejects(store.queryTop({ ...CUT, userId: 1 }), refusal);
    await assert.rejects(Array.fromAsync(store.averages(1, WHOLE, 'day')), refusal);
    await assert.rejects(Array.fromAsync(store.readings(1, CUT)), refusal);
  }

  test('untouched, answers as its reference', () =>
    copies.after(
      () => {},
      async (store) => {
        await checkVerify(store, copies.reference);
        await checkAnswers(store, copies.reference, IDS);
        assert.deepEqual(copies.warnings, []);
      },
    ));

  test('a truncated part of the readings: warned of, refused, named by verify; repair goes on without it, readings can be sent again', async () => {
    await copies.after(
      () => truncatePart(partsOf(copy, 'readings', '202402')[0]!),
      async (store) => {
        assert.equal(copies.warnings.length, 1);
        assert.match(copies.warnings[0]!, /202402_\S+ of the table readings .*repair/);
        await refuses(store, /202402_\S+ of the table readings/);
        const report = await store.verify();
        assert.equal(report.ok, false);
        assert.deepEqual(report.problems, copies.warnings);
        assert.ok(report.differing > 0, 'the roll-ups still hold what the readings have lost');
      },
    );
    // Still so when opened again: it is not forgotten.
    await copies.reopen(async (store) => {
      await refuses(store, /202402/);
      await store.repair();
      assert.match(copies.warnings.at(-1)!, /goes on without .* kept as /);
      assert.equal(readdirSync(join(copy, 'damaged')).length, 1, 'the damaged files are kept');
      const { ok, problems, readings } = await store.verify();
      assert.deepEqual([ok, problems, readings], [true, [], 2400]);
      assert.deepEqual(await store.queryUsers({ ...WHOLE, minHeartRate: 0 }), []);
      const receipt = await store.ingest(READINGS);
      assert.deepEqual([receipt.inserted, receipt.unchanged], [1200, 2400]);
      await checkVerify(store, copies.reference);
      await checkAnswers(store, copies.reference, IDS);
    });
    await copies.reopen(async (store) => {
      assert.deepEqual(copies.warnings, []);
      await checkAnswers(store, copies.reference, IDS);
    });
  });

  test('a truncated part that replaced others which are still there: they are used, nothing is lost', () =>
    copies.after(
      () => {
        const part = partsOf(copy, 'readings', '202402')[0]!;
        const merged = part.replace(/(\d+)$/, (level) => String(Number(level) + 1));
        cpSync(part, merged, { recursive: true });
        truncatePart(merged);
      },
      async (store) => {
        await checkVerify(store, copies.reference);
        await checkAnswers(store, copies.reference, IDS);
        assert.deepEqual(copies.warnings, []);
      },
    ));

  test('a deletion that was not written down whole: it is left to the journal', () =>
    copies.after(
      () => {
        const table = dirname(partsOf(copy, 'readings')[0]!);
        writeFileSync(join(table, 'mutation_98.txt'), '');
        writeFileSync(
          join(table, 'mutation_99.txt'),
          'format version: 1\ncreate time: 2024-01-01 00:00:00\ncommands: DELE',
        );
      },
      async (store) => {
        await checkVerify(store, copies.reference);
        await checkAnswers(store, copies.reference, IDS);
        assert.deepEqual(copies.warnings, []);
      },
    ));

  test('a truncated part, and a backup put in its place', async () => {
    await copies.after(
      () => truncatePart(partsOf(copy, 'readings', '202401')[0]!),
      (store) => refuses(store, /202401/),
    );
    copies.restore();
    await copies.reopen(async (store) => {
      await checkVerify(store, copies.reference);
      await checkAnswers(store, copies.reference, IDS);
    });
  });

  for (const table of ['rollups', 'hours_by_user']) {
    test(`truncated parts of ${table}: refused until repair has computed them again`, () =>
      copies.after(
        () => partsOf(copy, table).forEach(truncatePart),
        async (store) => {
          assert.ok(copies.warnings.length > 0 && copies.warnings.every((line) => line.includes(`table ${table}`)));
          await assert.rejects(store.queryTop({ ...WHOLE, userId: 1 }), { code: 'STORE_DAMAGED', message: /repair/ });
          await store.repair();
          await checkVerify(store, copies.reference);
          await checkAnswers(store, copies.reference, IDS);
        },
      ));

    test(`flipped bytes in ${table}: an error when read, mended by repair`, () =>
      copies.after(
        () => flipBytes(partsOf(copy, table)[0]!),
        async (store) => {
          const named = { code: 'STORE_DAMAGED', message: new RegExp(`part \\S+ of the table ${table} is damaged`) };
          await assert.rejects(store.verify(), named);
          await store.repair();
          await checkVerify(store, copies.reference);
          await checkAnswers(store, copies.reference, IDS);
        },
      ));
  }

  test('flipped bytes in the readings: an error when read; repair goes on without the part', () =>
    copies.after(
      () => flipBytes(partsOf(copy, 'readings', '202403')[0]!),
      async (store) => {
        const named = {
          code: 'STORE_DAMAGED',
          message: /^part 202403_\S+ of the table readings is damaged \(.*\); .*$/,
        };
        await assert.rejects(Array.fromAsync(store.readings(1, { from: '2024-03-01', to: '2024-03-31' })), named);
        await assert.rejects(store.verify(), named);
        await store.repair();
        assert.equal((await store.verify()).readings, 2400);
        await store.ingest(READINGS);
        await checkVerify(store, copies.reference);
        await checkAnswers(store, copies.reference, IDS);
      },
    ));

  test('a part of the users that is lost: lists and cohorts are refused', () =>
    copies.after(
      () => partsOf(copy, 'users').forEach(truncatePart),
      async (store) => {
        await assert.rejects(Array.fromAsync(store.listUsers()), { code: 'STORE_DAMAGED', message: /table users/ });
        await assert.rejects(store.queryUsers({ ...WHOLE, minHeartRate: 0 }), { code: 'STORE_DAMAGED' });
        await store.repair();
        await store.importUsers(USERS);
        await checkVerify(store, copies.reference);
        await checkAnswers(store, copies.reference, IDS);
      },
    ));

  test('a directory of a part that is gone: verify says what differs', () =>
    copies.after(
      () => rmSync(partsOf(copy, 'readings', '202402')[0]!, { recursive: true }),
      async (store) => {
        const { ok, differing, differences } = await store.verify();
        assert.equal(ok, false);
        assert.ok(differing > 0);
        assert.ok(
          differences.every(
            ({ start, expected }) => start.getTime() >= Date.parse('2024-02-01') && expected.count === 0,
          ),
        );
      },
    ));

  test('a table that is gone, or all of them: refused, nothing is recreated', async () => {
    for (const lost of [join('data', 'pulsebase', 'readings'), '']) {
      const harm = () => {
        if (lost === '') rmSync(join(copy, 'chdb'), { recursive: true });
        else rmSync(join(copy, 'chdb', 'metadata', 'pulsebase', 'readings.sql'));
      };
      const opened = copies.after(harm, async () => assert.fail('opened'));
      await assert.rejects(opened, { code: 'STORE_DAMAGED', message: /readings.*restore a backup/ });
    }
    assert.ok(existsSync(join(copy, 'journal')));
  });

  test('definitions that cannot be read: refused', () =>
    assert.rejects(
      copies.after(
        () => cpSync(join(copy, 'journal'), join(copy, 'chdb', 'metadata', 'pulsebase', 'readings.sql')),
        async () => assert.fail('opened'),
      ),
      { code: 'STORE_DAMAGED' },
    ));

  test('a schema of a newer program: refused, and left as it is', async () => {
    const newer = copies.after(
      () => tamper(copy, 'INSERT INTO pulsebase.migrations (number, synced) SELECT 999, 1'),
      async () => assert.fail('opened'),
    );
    await assert.rejects(newer, { code: 'STORE_NEWER', message: /999.*newer Pulsebase/ });
    tamper(copy, 'ALTER TABLE pulsebase.migrations DELETE WHERE number = 999 SETTINGS mutations_sync = 1');
    await copies.reopen((store) => checkAnswers(store, copies.reference, IDS));
  });
});
