import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { RECEIPT_LIFE_MS, ReceiptStore, type StoredReceipt } from '../../src/api/state/receipt-store.ts';
import { LineTable } from '../../src/api/watch/line-table.ts';
import { pseudonyms } from '../../src/api/watch/pseudonyms.ts';
import { copyState } from '../../src/state/copy-state.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';
import { alarmsSuite } from './alarms-suite.ts';
import { claimsSuite } from './claims-suite.ts';
import { copiedAlarmsSuite } from './copied-alarms-suite.ts';
import { retentionSuite } from './retention-suite.ts';
import { sessionsSuite } from './sessions-suite.ts';
import type { StatePlace } from './state-place.ts';

const KIBIBYTE = 1024;

/** What holds for the state of a service, whatever database it is in. */
export function stateSuite(name: string, freshPlace: () => Promise<StatePlace>): void {
  describe(`the state of a service in ${name}`, () => {
    const opened: StateDatabase[] = [];
    after(() => Promise.all(opened.map((state) => state.close())));
    const kept = (state: StateDatabase) => {
      opened.push(state);
      return state;
    };
    const open = async (place: StatePlace) => kept(await place.open());
    const fresh = async () => open(await freshPlace());
    const freshFile = () => {
      const directory = mkdtempSync(join(tmpdir(), 'pulsebase-copied-'));
      after(() => rmSync(directory, { recursive: true, force: true }));
      return kept(openSqliteState(directory, { durable: false }));
    };

    test('is made once, also when several open it at the same time, and is there when it is opened again', async () => {
      const place = await freshPlace();
      const states = await Promise.all(Array.from({ length: 4 }, () => open(place)));
      const made = await Promise.all(states.map((state, at) => new KeyStore(state).create(`key ${at}`, ['read'])));
      const listed = await new KeyStore(await open(place)).list();
      assert.deepEqual(listed.map(({ id }) => id).sort(), made.map(({ id }) => id).sort());
    });

    test('holds texts, bytes and numbers as they were given, and quotes and statements in them', async () => {
      const state = await fresh();
      const keys = new KeyStore(state);
      const name = `"it's"; DROP TABLE api_keys; -- ? $1 état 🫀 state.api_keys`;
      const { id, hash, createdAt } = await keys.create(name, ['read', 'metrics']);
      const found = await keys.find(id);
      assert.deepEqual([found?.name, found?.scopes], [name, ['read', 'metrics']]);
      assert.equal(Buffer.from(found?.hash ?? []).toString('hex'), hash);
      assert.deepEqual(await keys.list(), [{ id, name, scopes: ['read', 'metrics'], createdAt, revokedAt: null }]);
    });

    test('refuses a text that not every database can hold, as one of a caller, and goes on', async () => {
      const state = await fresh();
      const refused = { code: 'INVALID_ARGUMENT', message: /NUL/ };
      await assert.rejects(new KeyStore(state).find('a\0'), refused);
      await assert.rejects(
        state.transaction([
          { text: 'DELETE FROM state.rules' },
          { text: 'DELETE FROM state.rules WHERE id = ?', values: ['\0'] },
        ]),
        refused,
      );
      assert.deepEqual(await new KeyStore(state).list(), []);
    });

    test('finds a key until it is revoked, which is once and for all', async () => {
      const keys = new KeyStore(await fresh());
      const [kept, gone] = [await keys.create('kept', ['write']), await keys.create('gone', ['admin'])];
      const { revokedAt } = await keys.revoke(gone.id);
      assert.ok(revokedAt instanceof Date);
      assert.deepEqual((await keys.revoke(gone.id)).revokedAt, revokedAt);
      assert.deepEqual([(await keys.find(kept.id))?.id, await keys.find(gone.id)], [kept.id, undefined]);
      assert.deepEqual(
        (await keys.valid()).map(({ id }) => id),
        [kept.id],
      );
      await assert.rejects(keys.revoke('nobody'), { code: 'INVALID_ARGUMENT' });
    });

    test('knows the keys that a newer version has made with scopes of its own, and what else they may do', async () => {
      const state = await fresh();
      const keys = new KeyStore(state);
      const [newer, gone] = [await keys.create('newer', ['read']), await keys.create('gone', ['admin'])];
      await keys.revoke(gone.id);
      await state.query(`UPDATE state.api_keys SET scopes = 'later+read' WHERE id = ?`, [newer.id]);
      assert.deepEqual(
        (await keys.valid()).map(({ id, scopes }) => [id, scopes]),
        [[newer.id, ['read']]],
      );
      assert.equal((await keys.list()).length, 2);
    });

    test('gives a user the same pseudonym to all who open it', async () => {
      const place = await freshPlace();
      const [one, other] = [await pseudonyms(await open(place)), await pseudonyms(await open(place))];
      assert.equal(one(7), other(7));
      assert.notEqual(one(7), one(8));
    });

    const receipt = (bytes: number) => ({ fingerprint: randomBytes(32), body: 'x'.repeat(bytes) });

    test('returns a receipt byte by byte', async () => {
      const receipts = await ReceiptStore.open(await fresh());
      const stored = { fingerprint: randomBytes(32), body: '{"rejections":["\\u0000","é🫀"]}' };
      await receipts.put('a', 'key', stored);
      const found = await receipts.find('a', 'key');
      assert.deepEqual([Buffer.from(found?.fingerprint ?? []), found?.body], [stored.fingerprint, stored.body]);
      assert.deepEqual([await receipts.find('a', 'other'), await receipts.find('b', 'key')], [undefined, undefined]);
    });

    test('counts what the receipts of each key take: added, replaced, grown old', async () => {
      let now = RECEIPT_LIFE_MS;
      const receipts = new ReceiptStore(await fresh(), () => now);
      const empty = await receipts.bytesOf('a');
      await receipts.put('a', 'first', receipt(1000));
      const one = await receipts.bytesOf('a');
      await receipts.put('a', 'second', receipt(1000));
      await receipts.put('b', 'first', receipt(50_000));
      const two = await receipts.bytesOf('a');
      await receipts.put('a', 'second', receipt(5000));
      const grown = (await receipts.bytesOf('a')) - two;
      assert.deepEqual([empty, one >= 1000, two - one >= 1000, grown], [0, true, true, 4000]);
      now += RECEIPT_LIFE_MS - 1;
      await receipts.put('b', 'later', receipt(10));
      while (await receipts.deleteOld());
      assert.ok((await receipts.find('a', 'first')) !== undefined);
      now += 1;
      assert.equal(await receipts.find('a', 'first'), undefined);
      while (await receipts.deleteOld());
      assert.deepEqual([await receipts.bytesOf('a'), await receipts.find('b', 'first')], [0, undefined]);
      assert.ok((await receipts.bytesOf('b')) > 10 && (await receipts.find('b', 'later')) !== undefined);
    });

    test('counts them also when many come at once', async () => {
      const receipts = await ReceiptStore.open(await fresh());
      await receipts.put('a', 'first', receipt(1000));
      const each = await receipts.bytesOf('a');
      // Their keys are as long as the first.
      await Promise.all(Array.from({ length: 40 }, (_, at) => receipts.put('a', `k-${100 + at}`, receipt(1000))));
      assert.equal(await receipts.bytesOf('a'), 41 * each);
    });

    test('deletes large receipts a few at a time, so that no deletion holds up the service', async () => {
      let now = 0;
      const receipts = new ReceiptStore(await fresh(), () => now);
      for (let at = 0; at < 100; at += 1) await receipts.put('a', `${at}`, receipt(64 * KIBIBYTE));
      now = RECEIPT_LIFE_MS;
      let before = await receipts.bytesOf('a');
      while (await receipts.deleteOld()) {
        const left = await receipts.bytesOf('a');
        assert.ok(before - left <= 1200 * KIBIBYTE);
        before = left;
      }
      assert.equal(await receipts.bytesOf('a'), 0);
    });

    test('carries out all statements of a transaction or none', async () => {
      const state = await fresh();
      const put = (name: string, value: number) => ({
        text: 'INSERT INTO state.secrets (name, value) VALUES (?, ?) RETURNING name',
        values: [name, Uint8Array.of(value)],
      });
      const names = async () => (await state.query('SELECT name FROM state.secrets ORDER BY name')).flat();
      const guard = (name: string) => ({
        text: 'SELECT 1 FROM state.secrets WHERE name = ?',
        values: [name],
        guards: true,
      });
      assert.deepEqual(await state.transaction([put('a', 1), put('b', 2)]), [[['a']], [['b']]]);
      await assert.rejects(state.transaction([put('c', 3), put('a', 4)]));
      assert.equal(await state.transaction([put('d', 5), guard('nobody'), put('e', 6)]), undefined);
      assert.deepEqual(await names(), ['a', 'b']);
      assert.deepEqual(await state.transaction([guard('a'), put('f', 7)]), [[[1]], [['f']]]);
      assert.deepEqual(await names(), ['a', 'b', 'f']);
    });

    sessionsSuite(fresh);
    retentionSuite(fresh);
    claimsSuite({ freshPlace, open, fresh });
    alarmsSuite(freshPlace, open);
    copiedAlarmsSuite({ freshPlace, open, fresh, file: freshFile });

    test('is not made by who wants to read one', async () => {
      const place = await freshPlace();
      await assert.rejects(place.open({ create: false }), { code: 'STORE_NOT_FOUND' });
      await open(place);
      assert.deepEqual(await new KeyStore(await place.open({ create: false }).then(kept)).list(), []);
    });

    test('is copied to a file and back as it is; what is there already stays', async () => {
      const [source, back, file] = [await fresh(), await fresh(), freshFile()];
      const keys = new KeyStore(source);
      const [used, gone] = [await keys.create('used', ['read']), await keys.create('gone', ['write'])];
      await keys.revoke(gone.id);
      const receipts = await ReceiptStore.open(source);
      for (let at = 0; at < 120; at += 1) await receipts.put(at % 2 === 0 ? used.id : 'env:ops', `k${at}`, receipt(at));
      const lines = new LineTable(source, 100_000, {
        failed: (error) => assert.fail(String(error)),
        lost: assert.fail,
      });
      await Promise.all(Array.from({ length: 130 }, (_, at) => lines.add(`{"entry":${at}}`)));
      const pseudonym = (await pseudonyms(source))(7);

      const none = { keys: 0, receipts: 0, auditEntries: 0, rules: 0, alarms: 0, webhooks: 0 };
      const same = { samePseudonyms: true, alarmsLeftOut: false };
      const whole = { ...none, keys: 2, receipts: 120, auditEntries: 130, ...same };
      assert.deepEqual([await copyState(source, file), await copyState(file, back)], [whole, whole]);
      assert.deepEqual(await copyState(source, file), { ...none, ...same });
      for (const copy of [file, back]) {
        assert.deepEqual(await new KeyStore(copy).list(), await keys.list());
        assert.deepEqual((await pseudonyms(copy))(7), pseudonym);
        assert.deepEqual(
          await entriesOf(copy),
          Array.from({ length: 130 }, (_, at) => `{"entry":${at}}`),
        );
        const copied = await ReceiptStore.open(copy);
        assert.equal(await copied.bytesOf('env:ops'), await receipts.bytesOf('env:ops'));
        for (const [id, key] of [
          [used.id, 'k118'],
          ['env:ops', 'k1'],
        ] as const) {
          assert.deepEqual(plain(await copied.find(id, key)), plain(await receipts.find(id, key)));
        }
      }

      // Revoked in one is revoked; a secret that is there stays.
      await keys.revoke(used.id);
      await copyState(source, back);
      await copyState(file, back);
      assert.equal(await new KeyStore(back).find(used.id), undefined);
      const other = await fresh();
      const own = (await pseudonyms(other))(7);
      assert.equal((await copyState(source, other)).samePseudonyms, false);
      assert.equal((await pseudonyms(other))(7), own);
    });
  });
}

async function entriesOf(state: StateDatabase): Promise<unknown[]> {
  return (await state.query('SELECT entry FROM state.audit ORDER BY service, number')).map(([entry]) => entry);
}

/** Bytes may come as a `Buffer` or as a plain array. */
function plain(receipt: StoredReceipt | undefined): unknown {
  return receipt === undefined ? undefined : [Buffer.from(receipt.fingerprint).toString('hex'), receipt.body];
}
