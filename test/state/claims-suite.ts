import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { SharedRates } from '../../src/api/auth/shared-rates.ts';
import type { Claim } from '../../src/api/state/claims.ts';
import { Leader } from '../../src/api/state/leader.ts';
import { ReceiptStore } from '../../src/api/state/receipt-store.ts';
import { SharedClaims } from '../../src/api/state/shared-claims.ts';
import { BatchesUnderWay } from '../../src/api/writes/batches-under-way.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';
import type { StatePlace } from './state-place.ts';

interface States {
  freshPlace(): Promise<StatePlace>;
  open(place: StatePlace): Promise<StateDatabase>;
  fresh(): Promise<StateDatabase>;
}

function receipt(bytes: number) {
  return { fingerprint: randomBytes(32), body: 'x'.repeat(bytes) };
}

/** What holds for the claims of running requests. */
export function claimsSuite({ freshPlace, open, fresh }: States): void {
  describe('the claims of running requests', () => {
    test('belong to one request each, until it is over', async () => {
      const place = await freshPlace();
      const [one, other] = [new SharedClaims(await open(place)), new SharedClaims(await open(place))];
      const claim = await one.take('a', 'key');
      assert.ok(claim !== undefined);
      const refused = await Promise.all([one.take('a', 'key'), other.take('a', 'key')]);
      assert.deepEqual(refused, [undefined, undefined]);
      const others = await Promise.all([other.take('a', 'other'), other.take('b', 'key')]);
      assert.ok(others.every((taken) => taken !== undefined));
      await claim.release();
      assert.ok((await other.take('a', 'key')) !== undefined);
      // The end of a request ends no claim but its own.
      await claim.release();
      assert.equal(await one.take('a', 'key'), undefined);
    });

    test('are given to one when many ask at once', async () => {
      const place = await freshPlace();
      const all = await Promise.all(Array.from({ length: 4 }, async () => new SharedClaims(await open(place))));
      const taken = await Promise.all(Array.from({ length: 40 }, (_, at) => all[at % 4]!.take('a', 'key')));
      assert.equal(taken.filter((claim) => claim !== undefined).length, 1);
    });

    test('expire when their service no longer renews them, and are kept as long as it does', async () => {
      const state = await fresh();
      const [one, other] = [new SharedClaims(state), new SharedClaims(state)];
      const claim = await one.take('a', 'key');
      const expire = () => state.query('UPDATE state.claims SET expires_at = state.now_ms()');
      await expire();
      await one.renew();
      assert.equal(await other.take('a', 'key'), undefined);
      await expire();
      await other.renew();
      assert.ok((await other.take('a', 'key')) !== undefined);
      // The one who lost it does not take it away again.
      await one.renew();
      await claim?.release();
      await one.deleteOld();
      assert.equal(await one.take('a', 'key'), undefined);
      await expire();
      await one.deleteOld();
      assert.deepEqual(await state.query('SELECT count(*) FROM state.claims'), [[0]]);
    });

    test('are sure as long as no other service can have taken them over', async (t) => {
      const state = await fresh();
      const [one, other] = [new SharedClaims(state), new SharedClaims(state)];
      const claim = await one.take('a', 'key');
      const kept = await one.take('a', 'another key');
      assert.deepEqual([claim?.isSure(), kept?.isSure()], [true, true]);
      // The service stands still.
      t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2100-01-01') });
      assert.deepEqual([claim?.isSure(), kept?.isSure()], [false, false]);
      await state.query(`UPDATE state.claims SET expires_at = 0 WHERE idempotency_key = 'key'`);
      assert.ok((await other.take('a', 'key')) !== undefined);
      await one.renew();
      assert.deepEqual([claim?.isSure(), kept?.isSure()], [false, true]);
      await kept?.release();
      assert.equal(kept?.isSure(), false);
    });

    test('are needed for a receipt: who has lost one keeps none, not even when nobody has the key any more', async () => {
      const state = await fresh();
      const [one, other] = [new SharedClaims(state), new SharedClaims(state)];
      const receipts = await ReceiptStore.open(state);
      const expire = () => state.query('UPDATE state.claims SET expires_at = state.now_ms()');
      const put = (bytes: number, claim: Claim | undefined) => receipts.put('a', 'key', receipt(bytes), claim!.row);
      const first = await one.take('a', 'key');
      await expire();
      // Nobody has taken it yet.
      assert.equal(await put(10, first), true);
      const second = await other.take('a', 'key');
      assert.equal(await put(20, first), false);
      assert.equal(await put(30, second), true);
      await second?.release();
      assert.equal(await put(20, first), false);
      assert.equal((await receipts.find('a', 'key'))?.body.length, 30);
    });

    test('are let go when the state is there again, however many could not be taken meanwhile', async () => {
      const state = await fresh();
      const [broken, lost] = [new Error('away'), new Error('the answer was lost')];
      let failure: Error | undefined;
      let statements = 0;
      const query: StateDatabase['query'] = async (text, values) => {
        statements += 1;
        if (failure === broken) throw broken;
        const rows = await state.query(text, values);
        if (failure === lost) throw lost;
        return rows;
      };
      let ofRenewals = 0;
      const apart: Pick<StateDatabase, 'query'> = {
        query: (...given) => {
          ofRenewals += 1;
          return query(...given);
        },
      };
      const unsteady = { isShared: true, apart, query, transaction: state.transaction, close: state.close };
      const [one, other] = [new SharedClaims(unsteady), new SharedClaims(state)];
      const batches = new BatchesUnderWay(unsteady);
      const [kept, batch] = [await one.take('a', 'kept'), await batches.begin()];
      failure = lost;
      await assert.rejects(one.take('a', 'key'), lost);
      await assert.rejects(batches.begin(), lost);
      failure = broken;
      for (let at = 0; at < 1000; at += 1) {
        await assert.rejects(one.take('a', `k${at}`), broken);
        await assert.rejects(batches.begin(), broken);
      }
      await assert.rejects(one.renew(), broken);
      await assert.rejects(batches.renew(), broken);
      failure = undefined;
      [statements, ofRenewals] = [0, 0];
      await one.renew();
      await batches.renew();
      assert.ok(statements < 10, `${statements} statements`);
      // None of them waits behind requests.
      assert.equal(ofRenewals, statements);
      assert.deepEqual([await other.take('a', 'kept'), kept?.isSure(), batch.isKnown()], [undefined, true, true]);
      assert.ok((await other.take('a', 'key')) !== undefined);
      assert.deepEqual(await state.query('SELECT count(*) FROM state.batches'), [[1]]);
    });

    test('expire as soon, and so do batches, leases and rates, when the clock of the database was set back', async () => {
      const state = await fresh();
      const hour = 3_600_000;
      const rates = new SharedRates(state, 100);
      await new SharedClaims(state).take('a', 'key');
      await new BatchesUnderWay(state).begin();
      await rates.add('key');
      await rates.refresh();
      await state.query(
        `INSERT INTO state.leases (name, term, service, expires_at) VALUES ('leader', 1, 'killed', state.now_ms())`,
      );
      for (const table of ['claims', 'batches', 'leases']) {
        await state.query(`UPDATE state.${table} SET expires_at = expires_at + ${hour}`);
      }
      await state.query(`UPDATE state.rates SET started_at = started_at + ${hour}`);
      await new SharedClaims(state).deleteOld();
      await new BatchesUnderWay(state).deleteOld();
      const leader = new Leader(state);
      leader.start();
      for (const table of ['claims', 'batches', 'leases']) {
        const isNear = `SELECT 1 FROM state.${table} WHERE expires_at BETWEEN state.now_ms() AND state.now_ms() + 10000`;
        await until(`${table} to expire soon`, async () => (await state.query(isNear)).length === 1);
      }
      await leader.stop();
      const later = new SharedRates(state, 100);
      await later.add('key');
      await later.refresh();
      const { requests, msLeft } = await later.add('key');
      assert.ok(requests === 3 && msLeft <= 60_000, `${requests} requests, ${msLeft} ms`);
    });

    test('of other services are counted by API key', async () => {
      const state = await fresh();
      const [one, other] = [new SharedClaims(state), new SharedClaims(state)];
      const claim = await one.take('a', 'key');
      await other.take('a', 'other');
      await other.take('b', 'key');
      assert.deepEqual(await Promise.all([one, other].map((each) => each.countOthers('a'))), [1, 1]);
      await claim?.release();
      assert.deepEqual(await Promise.all([one, other].map((each) => each.countOthers('a'))), [1, 0]);
      assert.deepEqual(await Promise.all([one, other].map((each) => each.countOthers('b'))), [1, 0]);
    });
  });
}
