import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { UserName } from '../../src/model/user-name.ts';
import { createStore } from '../../src/store/create-store.ts';
import { derivedUserId } from '../../src/store/derived-user-id.ts';
import { collect } from '../conformance/collect.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };
const CREATE = { unknownUsers: 'create' } as const;
const AT = '2024-01-01T00:00:00Z';

const rows = (...users: string[]) => users.map((user) => ({ user, timestamp: AT, heartRate: 60 }));

test('the id that an external id stands for is the first 53 bits of its SHA-256', () => {
  // As `printf %s P-0012 | sha256sum` gives them.
  const digest = createHash('sha256').update('P-0012').digest('hex');
  assert.equal(derivedUserId('P-0012'), Number(BigInt(`0x${digest.slice(0, 16)}`) >> 11n));
  assert.notEqual(derivedUserId('7'), derivedUserId('007'));
  assert.equal(
    derivedUserId('any', 0, () => new Uint8Array(32)),
    1,
  );
  assert.equal(
    derivedUserId('any', 0, () => new Uint8Array(32).fill(255)),
    2 ** 53 - 1,
  );
});

test('an id that somebody else has is told, and the next one is taken, in every load the same person', async () => {
  // Every text is hashed to the first byte of its UTF-8, and what follows a NUL is added.
  const hash = (text: string) => {
    const [name = '', attempt = '0'] = text.split('\0');
    const bytes = new Uint8Array(32);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(name.charCodeAt(0) + Number(attempt)) << 11n);
    return bytes;
  };
  const engine = new MemoryEngine();
  const store = createStore(engine, RULES, hash);
  await store.putUser({ id: 'A'.charCodeAt(0), name: 'somebody else' });
  const warnings: string[] = [];
  const load = (...users: string[]) =>
    store.ingest(rows(...users), { ...CREATE, onWarning: (line) => warnings.push(line) });
  assert.equal((await load('A-1', 'A-2', 'x')).usersCreated, 3);
  const expected = [
    [65, null],
    [66, 'A-1'],
    [67, 'A-2'],
    [120, 'x'],
  ];
  const ids = async () => (await collect(store.listUsers())).map(({ id, externalId }) => [id, externalId]);
  assert.deepEqual(await ids(), expected);
  assert.deepEqual(
    warnings.map((line) => line.replace(/ that is derived/, '')),
    [
      'the user id 65 from "A-1" belongs to somebody else; the id is 66 instead',
      'the user id 65 from "A-2" belongs to somebody else; the id is 67 instead',
    ],
  );
  assert.equal((await load('A-2', 'A-1', 'x')).usersCreated, 0);
  assert.equal((await store.putUser({ externalId: 'A-3' })).id, 68);
  assert.equal((await store.importUsers([{ externalId: 'A-3', age: 3 }])).updated, 1);
  assert.deepEqual(await ids(), [...expected.slice(0, 3), [68, 'A-3'], expected[3]]);
});

test('each name of a load is looked up once, however many blocks have it', async () => {
  const asked: string[] = [];
  class Asked extends MemoryEngine {
    override findByExternalId(externalIds: readonly string[]) {
      asked.push(...externalIds);
      return super.findByExternalId(externalIds);
    }
  }
  const store = createStore(new Asked(), RULES);
  await store.putUser({ id: 1, externalId: 'known' });
  function* blocks(): Generator<ReadingBlock> {
    for (let at = 0; at < 20; at += 1) {
      const block = new ReadingBlock(3);
      for (const [row, user] of ['known', 'nobody', '5'].entries()) {
        block.add(3 * at + row + 1, new UserName(user), new Date(Date.UTC(2024, 0, 1, at)), 60);
      }
      yield block;
    }
  }
  const { inserted, rejectedByReason } = await store.ingest(blocks());
  assert.deepEqual([inserted, rejectedByReason], [20, { unknown_user: 40 }]);
  assert.deepEqual(asked, ['known', 'nobody', '5']);
});

test('one that another process makes meanwhile is that one', async () => {
  class Raced extends MemoryEngine {
    override async existingUsers(ids: readonly number[]) {
      const existing = await super.existingUsers(ids);
      const [user] = await super.listUsers(0, 1);
      if (user === undefined) {
        await super.putUsers(
          [{ id: 4, externalId: 'P-1', name: 'Ada', gender: 'female', age: 3, birthDate: null }],
          'keep',
        );
      }
      return existing;
    }
  }
  const store = createStore(new Raced(), RULES);
  const { inserted, usersCreated } = await store.ingest(rows('P-1'), CREATE);
  assert.deepEqual([inserted, usersCreated], [1, 0]);
  assert.deepEqual(
    (await collect(store.listUsers())).map(({ id, name }) => [id, name]),
    [[4, 'Ada']],
  );
});

test('a dry run says who is unknown, and makes nobody', async () => {
  const store = createStore(new MemoryEngine(), RULES);
  const { rejections } = await store.ingest(rows('P-1'), { dryRun: true });
  assert.equal(rejections[0]?.message, 'no user has the external id "P-1"');
  assert.equal((await store.ingest(rows('P-1', '7'), { dryRun: true, ...CREATE })).rejected, 0);
  assert.equal((await store.stats()).users, 0);
});
