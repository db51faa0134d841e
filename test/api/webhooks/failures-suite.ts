import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { until } from '../../../harness/until.ts';
import { ALARM_EVENT_KINDS } from '../../../src/alarms/alarm-event.ts';
import { FAILING_MS } from '../../../src/api/webhooks/endpoint.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import { deliveriesFixtures, noFaults, seqs } from './deliveries-fixtures.ts';

const HOUR = 3_600_000;

/** What holds for deliveries when receivers fail or services end, whatever database the state is in. */
export function failuresSuite(name: string, freshState: () => Promise<StateDatabase>): void {
  describe(`failures of webhooks from a state in ${name}`, () => {
    const { fixture, undo } = deliveriesFixtures(freshState);

    test('a receiver that is out of reach for hours gets all at once when it is back', async () => {
      const { tell, start, receiver, time, told, settled } = await fixture();
      receiver.answer(503);
      for (const alarm of ['a', 'b', 'c']) await tell(alarm);
      start();
      await until('three failures', () => told.failed >= 3);
      time.now += 4 * HOUR;
      await until('three more', () => told.failed >= 6);
      receiver.answer(200);
      await tell('d');
      // No time passes: what waits does not wait for its own turn.
      await settled('delivered', 4);
      noFaults(receiver);
    });

    test('one that asks for a pause gets nothing meanwhile', async () => {
      const { tell, start, came, receiver, time, told, settled } = await fixture();
      receiver.answer([429, { 'retry-after': '600' }]);
      await tell('a');
      start();
      await until('a failure', () => told.failed === 1);
      receiver.answer(200);
      await tell('b');
      const [row] = await settled('waiting', 2);
      assert.equal(row?.attempts, 0);
      time.now += 599_000;
      await tell('c');
      await settled('waiting', 3);
      assert.equal(receiver.received.length, 1);
      time.now += 1000;
      await settled('delivered', 3);
      assert.deepEqual(seqs(await came(4))[0], 1);
    });

    test('two services that deliver at the same time, while one takes over, tell everything under the same ids', async () => {
      const { tell, start, receiver, rows, settled } = await fixture();
      start();
      start();
      for (let event = 0; event < 30; event += 1) await tell(`alarm ${event % 5}`);
      await settled('delivered', 30);
      assert.equal((await rows()).length, 30);
      const ids = Map.groupBy(receiver.received, ({ payload }) => payload.data.seq);
      assert.equal(ids.size, 30);
      for (const repeats of ids.values()) assert.equal(new Set(repeats.map(({ id }) => id)).size, 1);
      noFaults(receiver);
    });

    test('410 switches a webhook off at once; switched on again, it gets what it missed', async () => {
      const { tell, start, receiver, webhooks, id, settled, logged } = await fixture();
      receiver.answer(410);
      await tell('a');
      start();
      const off = await until('the switch', async () => (await webhooks.get(id)).webhook.off);
      assert.equal(off.reason, 'gone');
      assert.ok(logged.some((line) => line.includes('switched off')));
      receiver.answer(200);
      await tell('b');
      assert.equal((await webhooks.change(id, { enabled: true })).off, null);
      await settled('delivered', 2);
      assert.deepEqual(new Set(seqs(receiver.received)), new Set([1, 2]));
    });

    test('days of failure switch it off; a success in between does not let it come to that', async () => {
      const { tell, start, receiver, webhooks, id, time, told, settled } = await fixture();
      receiver.answer(({ payload }) => (payload.data.alarmId === 'good' ? 200 : 500));
      start();
      const fail = async (alarm: string) => {
        const before = told.gaveUp;
        await tell(alarm);
        await until('the end', () => {
          time.now += HOUR;
          return told.gaveUp > before;
        });
      };
      await fail('a');
      time.now += FAILING_MS;
      await tell('good');
      await settled('delivered', 1);
      await fail('b');
      assert.equal((await webhooks.get(id)).webhook.off, null);
      time.now += FAILING_MS;
      await fail('c');
      const off = await until('the switch', async () => (await webhooks.get(id)).webhook.off);
      assert.equal(off.reason, 'failing');
    });

    test('however receivers fail and services end: each event comes, in order by alarm, under one id', async () => {
      const plan = fc.record({
        alarms: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 15 }),
        answers: fc.array(fc.constantFrom(200, 500, 429, 302, 'cut', 'taken, then cut'), { maxLength: 30 }),
        stopAfter: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(plan, async ({ alarms, answers, stopAfter }) => {
          const { tell, start, receiver, time, id, queue } = await fixture();
          const taken = new Map<string, number>();
          const left = [...answers];
          receiver.answer((message) => {
            const next = left.shift() ?? 200;
            if (next === 200 || next === 'taken, then cut') {
              if (!taken.has(message.id)) taken.set(message.id, message.payload.data.seq);
            }
            return typeof next === 'number' ? next : (answer) => void answer.destroy();
          });
          for (const [at, alarm] of alarms.entries()) await tell(`alarm ${alarm}`, ALARM_EVENT_KINDS[at % 4]!);
          const rowsOf = () => queue.list(id, { before: 1e9, limit: 100 });
          const isDone = async () => {
            time.now += HOUR;
            const rows = await rowsOf();
            return rows.length === alarms.length && rows.every(({ state }) => state !== 'waiting');
          };
          for (const count of stopAfter) {
            const end = start();
            await until('some of it', async () => receiver.received.length >= count || (await isDone()));
            await end();
          }
          start();
          await until('all of it', isDone);
          const rows = await rowsOf();
          // More failures in a row than there are attempts give one up.
          const givenUp = rows.filter((row) => row.state === 'given_up').map(({ seq }) => seq);
          const order = [...taken.values()];
          assert.equal(new Set(order).size, order.length);
          for (const seq of alarms.keys()) assert.ok(order.includes(seq + 1) || givenUp.includes(seq + 1));
          for (const alarm of new Set(alarms)) {
            const ofAlarm = order.filter((seq) => alarms[seq - 1] === alarm);
            assert.deepEqual(
              ofAlarm,
              [...ofAlarm].sort((a, b) => a - b),
            );
          }
          noFaults(receiver);
          await undo();
        }),
        { numRuns: 15 },
      );
    });
  });
}
