import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import { DeliveryQueue, KEPT_MS } from '../../../src/api/webhooks/delivery-queue.ts';
import { redeliver } from '../../../src/api/webhooks/redeliver.ts';
import { MAX_ATTEMPTS } from '../../../src/api/webhooks/retry-delay.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import { withClockSet } from '../../support/wall-clock.ts';
import { deliveriesFixtures, noFaults, seqs } from './deliveries-fixtures.ts';
import { startReceiver } from './receiver.ts';

const HOUR = 3_600_000;

/** What holds for deliveries, whatever database the state is in. */
export function deliveriesSuite(name: string, freshState: () => Promise<StateDatabase>): void {
  describe(`webhooks from a state in ${name}`, () => {
    const { fixture, cleanUp } = deliveriesFixtures(freshState);

    test('what is told after a webhook was made comes, each event under an id of its own', async () => {
      const { tell, start, came, receiver, settled } = await fixture();
      await tell('a');
      await tell('b');
      start();
      await came(2);
      await tell('a', 'resolved');
      const messages = await came(3);
      assert.deepEqual(messages.map(({ payload }) => `${payload.data.alarmId} ${payload.type}`).sort(), [
        'a alarm.raised',
        'a alarm.resolved',
        'b alarm.raised',
      ]);
      assert.equal(new Set(messages.map(({ id }) => id)).size, 3);
      await settled('delivered', 3);
      noFaults(receiver);
    });

    test('what was told before it was made does not come', async () => {
      const early = await fixture();
      await early.tell('old');
      const { webhook, secret } = await early.webhooks.create({
        name: 'later',
        url: `${early.receiver.url}/later`,
        snoozed: false,
        fields: [],
      });
      early.receiver.secrets.push(secret);
      await early.webhooks.change(early.id, { enabled: false });
      await early.tell('new');
      early.start();
      const [message] = await early.came(1);
      assert.equal(message?.payload.data.alarmId, 'new');
      assert.equal((await early.queue.list(webhook.id, { before: 1e9, limit: 9 })).length, 1);
    });

    test('a receiver that fails gets each event again under the same id, until it takes it', async () => {
      const { tell, start, came, receiver, time, settled, told } = await fixture();
      receiver.answer(500);
      await tell('a');
      start();
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await came(attempt);
        await until('a note', () => told.failed === attempt);
        time.now += 2 * HOUR;
      }
      receiver.answer(200);
      time.now += 10 * HOUR;
      const rows = await settled('delivered', 1);
      assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 1);
      assert.equal(rows[0]?.attempts, receiver.received.length);
      noFaults(receiver);
    });

    test('it is given up in the end, which the log of deliveries shows', async () => {
      const { tell, start, receiver, time, settled, told, webhooks, id } = await fixture();
      receiver.answer(500);
      await tell('a');
      start();
      for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
        await until('a note', () => told.failed === attempt);
        time.now += 12 * HOUR;
      }
      const [row] = await settled('given_up', 1);
      assert.deepEqual([row?.attempts, row?.status, row?.error], [MAX_ATTEMPTS, 500, 'answered 500']);
      await until('a switch off', async () => (await webhooks.get(id)).webhook.off === null);
    });

    test('events of one alarm come in order, and do not hold back others', async () => {
      const { tell, start, came, receiver, time, told, settled } = await fixture();
      receiver.answer(({ payload }) => (payload.data.alarmId === 'a' ? 500 : 200));
      await tell('a');
      await tell('a', 'amended');
      await tell('b');
      await tell('a', 'resolved');
      await tell('b', 'resolved');
      start();
      await settled('delivered', 2);
      await until('a note', () => told.failed === 1);
      assert.deepEqual(seqs(receiver.received).sort(), [1, 3, 5]);
      receiver.answer(200);
      time.now += HOUR;
      await settled('delivered', 5);
      const ofA = (await came(6)).filter(({ payload }) => payload.data.alarmId === 'a');
      assert.deepEqual(seqs(ofA), [1, 1, 2, 4]);
    });

    test('one receiver that hangs does not hold back another, and is sent little', async () => {
      const { tell, start, came, receiver, webhooks } = await fixture();
      const other = await startReceiver();
      cleanUp.push(() => other.close());
      other.secrets.push((await webhooks.create({ name: 'other', url: other.url, snoozed: false, fields: [] })).secret);
      receiver.answer(() => () => {});
      for (let alarm = 0; alarm < 50; alarm += 1) await tell(`alarm ${alarm}`);
      start();
      await until('all of them elsewhere', () => other.received.length === 50);
      assert.ok((await came(1)).length <= 8);
    });

    test('what is settled while the queue is read is not sent again', async () => {
      const { tell, start, came, receiver, state, told, settled } = await fixture();
      const isRead = Promise.withResolvers<void>();
      class LateQueue extends DeliveryQueue {
        override async next(...asked: Parameters<DeliveryQueue['next']>) {
          const rows = await super.next(...asked);
          if (rows.length < 2) return rows;
          isRead.resolve();
          await until('the first delivery', () => told.delivered > 0);
          return rows;
        }
      }
      receiver.answer(async () => {
        await isRead.promise;
        return 200;
      });
      await tell('a');
      start(new LateQueue(state));
      await came(1);
      await tell('b');
      await tell('b', 'resolved');
      await settled('delivered', 3);
      assert.deepEqual(seqs(receiver.received), [1, 2, 3]);
    });

    test('while a secret is changed, messages satisfy the old and the new one', async () => {
      const { tell, start, came, receiver, webhooks, id } = await fixture();
      const { secret } = await webhooks.rotate(id, 1000 * HOUR);
      await tell('a');
      start();
      assert.equal((await came(1))[0]?.signatures, 2);
      receiver.secrets.splice(0, 1, secret);
      await tell('b');
      assert.equal((await came(2))[1]?.signatures, 2);
      await webhooks.rotate(id, 0).then(({ secret: third }) => receiver.secrets.splice(0, 1, third));
      await until('the new secret alone', async () => {
        await tell('c');
        return receiver.received.at(-1)?.signatures === 1;
      });
      noFaults(receiver);
    });

    test('a payload has of the person what the webhook is set to, and no more', async () => {
      const { tell, start, came, webhooks, id } = await fixture();
      await tell('a', 'raised', { userId: 4711 });
      start();
      const [plain] = await came(1);
      assert.doesNotMatch(JSON.stringify(plain?.payload), /4711|peak|readings/);
      await webhooks.change(id, { fields: ['externalId', 'peak'] });
      await tell('b', 'raised', { userId: 4711 });
      const { data } = (await came(2))[1]!.payload;
      assert.deepEqual([data.externalId, data.userId, typeof data.peak], ['P-4711', undefined, 'number']);
    });

    test('nothing is told of a user who was deleted meanwhile', async () => {
      const { tell, start, receiver, state, time, told, rows, settled } = await fixture();
      receiver.answer(500);
      await tell('a');
      start();
      await until('a failure', () => told.failed === 1);
      await state.query(`UPDATE state.alarm_events SET kind = 'erased', alarm_id = '', user_id = 0, body = ''`);
      receiver.answer(200);
      time.now += HOUR;
      await tell('b');
      await settled('delivered', 1);
      await until('the row to go', async () => (await rows()).length === 1);
      assert.deepEqual(seqs(receiver.received), [1, 2]);
    });

    test('a period is delivered again under the same ids, as far as it is the business of the webhook', async () => {
      const { tell, start, came, id, settled, ...parts } = await fixture({ kinds: ['raised'] });
      const at = (hour: number) => Date.parse('2026-11-27T00:00:00Z') + hour * HOUR;
      for (const hour of [1, 2, 3, 4]) await tell(`a${hour}`, 'raised', { at: at(hour) });
      await tell('a2', 'resolved', { at: at(2) });
      start();
      await came(4);
      await settled('delivered', 4);
      const known = await parts.webhooks.get(id);
      assert.equal(await redeliver(known, { from: at(2), to: at(3) }, parts), 2);
      const messages = await came(6);
      await settled('delivered', 4);
      assert.deepEqual(new Set(seqs(messages.slice(4))), new Set([2, 3]));
      assert.equal(new Set(messages.map((message) => message.id)).size, 4);
    });

    test('a wall clock that is set does not disturb retries; timestamps are of that clock', async () => {
      const { tell, start, came, receiver, time, told, settled } = await fixture();
      receiver.answer(500);
      await tell('a');
      start();
      await until('a failure', () => told.failed === 1);
      receiver.answer(200);
      for (const hours of [48, -48]) {
        await withClockSet(hours, async () => {
          await tell(`at ${hours}`);
          // The library refuses what is old by the clock on the wall, which is set for it as well.
          await came(receiver.received.length + 1);
        });
      }
      assert.deepEqual(seqs(receiver.received).slice(0, 3), [1, 2, 3]);
      time.now += 6000;
      await settled('delivered', 3);
      noFaults(receiver);
    });

    test('what was settled is forgotten after a week', async () => {
      const { tell, start, settled, time, queue, rows } = await fixture();
      await tell('a');
      start();
      await settled('delivered', 1);
      assert.equal(await queue.deleteOld(time.now + KEPT_MS - 1000), false);
      assert.equal((await rows()).length, 1);
      await queue.deleteOld(time.now + KEPT_MS);
      assert.equal((await rows()).length, 0);
    });
  });
}
