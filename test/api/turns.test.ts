import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { usersBody } from '../../src/api/body/users-body.ts';
import { ServiceWrites } from '../../src/api/writes/service-writes.ts';
import type { ExistingUsers, PutUsersCounts, WriteSession } from '../../src/engine/engine.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import type { User } from '../../src/model/user.ts';
import { createStore } from '../../src/store/create-store.ts';
import { generate } from '../importers/read-import.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { CallsATurn, countTurns } from '../support/count-turns.ts';
import { AT, inject } from './inject.ts';
import { writing } from './writing.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };
const JSON_TYPE = { 'content-type': 'application/json' };

/** Tells when readings were written, and of how many users at a time. */
class ToldEngine extends MemoryEngine {
  onWritten: () => void = () => {};
  readonly put: number[] = [];

  override async putUsers(users: readonly User[], existing: ExistingUsers): Promise<PutUsersCounts> {
    this.put.push(users.length);
    return super.putUsers(users, existing);
  }

  override async beginWrite(): Promise<WriteSession> {
    const session = await super.beginWrite();
    return {
      ...session,
      write: async (block) => {
        const counts = await session.write(block);
        this.onWritten();
        return counts;
      },
    };
  }
}

describe('others have their turn', () => {
  for (const [what, body, status] of [
    ['a receipt', `[{"userId":1,"timestamp":"${AT}","heartRate":60}${',1'.repeat(100_000)}]`, 200],
    ['a problem that holds a receipt', `[1${',1'.repeat(250_000)}`, 400],
  ] as const) {
    test(`while ${what} of 100,000 rejected rows is written down`, async (context) => {
      const engine = new ToldEngine();
      const { send, store, service } = await inject({}, engine);
      context.after(() => service.remove());
      await store.putUser({ id: 1 });
      const turns = countTurns(context);
      let written = 0;
      engine.onWritten = () => {
        written = turns.count;
      };
      const answer = await send('POST', '/v1/readings?maxRejections=100000', body, JSON_TYPE);
      const took = turns.count - written;
      assert.equal(answer.statusCode, status);
      const { rejections } = status === 200 ? answer.json() : answer.json().receipt;
      assert.equal(rejections.length, 100_000);
      assert.deepEqual(rejections[99_999], {
        row: status === 200 ? 100_001 : 100_000,
        reason: 'malformed_row',
        message: 'the element is not a JSON object: "1"',
      });
      assert.ok(took >= 100, `${took} turns`);
    });
  }

  test('between the requests of one commit', async (context) => {
    const store = createStore(new MemoryEngine(), RULES);
    await store.putUser({ id: 1 });
    const groups: number[] = [];
    const unit = new ServiceWrites(
      store,
      { groupCommitRows: 1000, groupCommitInterval: 0 },
      { group: (requests) => groups.push(requests) },
    );
    const turns = countTurns(context);
    const settled = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const block = new ReadingBlock(1);
        block.push(1, 1, Date.parse(AT) + at, 60_000);
        await writing(unit, (write) => write.together(block));
        return turns.count;
      }),
    );
    assert.deepEqual(groups, [20]);
    assert.equal(new Set(settled).size, 20);
  });

  for (const [type, body] of [
    ['csv', `id\n${'x,y\n'.repeat(5000)}`],
    ['ndjson', '{"id":1}\n'.repeat(5000)],
    ['json', `[${'{"id":1},'.repeat(5000)}1]`],
  ] as const) {
    test(`between the users of a body, ${type}`, async (context) => {
      const calls = new CallsATurn(countTurns(context));
      let rows = 0;
      for await (const _ of usersBody(generate([Buffer.from(body)]), type)) {
        rows += 1;
        calls.called();
      }
      assert.ok(rows >= 5000);
      assert.ok(calls.most <= 2, `${calls.most} rows in one turn`);
    });
  }

  test('between the users of a page that is written', async (context) => {
    const store = createStore(new MemoryEngine(), RULES);
    const unit = new ServiceWrites(store, { groupCommitRows: 1000, groupCommitInterval: 0 }, { group: () => {} });
    const calls = new CallsATurn(countTurns(context));
    const rows = Array.from({ length: 5000 }, (_, at) => ({
      row: at + 1,
      user: {
        id: at + 1,
        get name() {
          calls.called();
          return 'Ada';
        },
      },
    }));
    const receipt = await writing(unit, (write) => write.users(rows));
    assert.equal(receipt.inserted, 5000);
    assert.ok(calls.most <= 10, `${calls.most} users in one turn`);
  });
});

describe('a page is one piece of work', () => {
  test('for users who are made for their readings', async () => {
    const engine = new ToldEngine();
    const store = createStore(engine, RULES);
    const readings = Array.from({ length: 25_000 }, (_, at) => ({ userId: at + 1, timestamp: AT, heartRate: 60 }));
    const receipt = await store.ingest(readings, { unknownUsers: 'create' });
    assert.equal(receipt.usersCreated, 25_000);
    assert.deepEqual(engine.put, [10_000, 10_000, 5000]);
  });

  test('for users who come again and again, in the library and over HTTP', async (context) => {
    const engine = new ToldEngine();
    const { send, store, service } = await inject({}, engine);
    context.after(() => service.remove());
    const users = Array.from({ length: 10_000 }, (_, at) => ({ id: 1 + (at % 2), age: Math.floor(at / 4) % 100 }));
    const receipt = await store.importUsers(users);
    assert.deepEqual([receipt.inserted, receipt.updated, receipt.unchanged], [2, 4998, 5000]);
    assert.deepEqual(engine.put, [10_000]);
    const body = users.map((user) => JSON.stringify(user)).join('\n');
    const answer = await send('POST', '/v1/users/import', body, { 'content-type': 'application/x-ndjson' });
    assert.deepEqual([answer.json().inserted, answer.json().updated, answer.json().unchanged], [0, 5000, 5000]);
    assert.deepEqual(engine.put, [10_000, 10_000]);
  });
});
