import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { freePorts } from '../../harness/free-ports.ts';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import type { ReadingsReceipt } from '../../src/api/schemas/receipt.ts';
import { AT, type Injected, inject, problemCode, readingsCsv } from './inject.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const CSV = { 'content-type': 'text/csv' };
const bodyOf = (bpm: number) => readingsCsv([[1, AT, bpm]]);
const post = ({ send }: Injected, key?: string, body = bodyOf(60)) =>
  send('POST', '/v1/readings', body, { ...CSV, ...(key === undefined ? {} : { 'idempotency-key': key }) });
type Answer = Awaited<ReturnType<typeof post>>;
const receiptOf = (answer: Answer) => JSON.parse(answer.body) as ReadingsReceipt;

/** A service whose state is in a database of its own. */
async function prepared() {
  const stateUrl = await server.createDatabase();
  const database = stateUrl.split('/').at(-1)!;
  const injected = await inject({ stateUrl });
  await injected.store.putUser({ id: 1 });
  return {
    ...injected,
    execute: (text: string) => server.execute(text, database),
    lock: (table: string) => server.lockTable(`pulsebase_state.${table}`, database),
    [Symbol.asyncDispose]: () => injected.service.remove(),
  };
}

/** Has no room for what is written to some tables. */
const full = (tables: readonly string[]) => `
  CREATE FUNCTION pulsebase_state.no_room() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
  ${tables.map((table) => `CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON pulsebase_state.${table} EXECUTE FUNCTION pulsebase_state.no_room();`).join('\n')}`;
const ROOM = 'DROP FUNCTION pulsebase_state.no_room() CASCADE';

describe('a state', () => {
  test('that is slow makes requests slow, and changes no answer', async () => {
    await using service = await prepared();
    await service.execute(`CREATE OR REPLACE FUNCTION pulsebase_state.now_ms() RETURNS bigint LANGUAGE plpgsql VOLATILE AS
      $$ BEGIN PERFORM pg_sleep(0.3); RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint; END $$`);
    const plain = await post(service);
    const [first, other] = await Promise.all([post(service, 'slow'), post(service, 'slow')]);
    const again = await post(service, 'slow');
    assert.equal(plain.statusCode, 200);
    const statuses = [first, other].map(({ statusCode }) => statusCode);
    assert.ok(statuses.includes(200) && statuses.every((status) => status === 200 || status === 409), `${statuses}`);
    const written = [first, other].find(({ statusCode }) => statusCode === 200);
    assert.deepEqual([again.statusCode, again.body], [200, written?.body]);
  });

  test('whose statements do not come back holds up no reading without a key, and refuses those with one', async () => {
    await using service = await prepared();
    await using locks = new AsyncDisposableStack();
    for (const table of ['claims', 'batches']) locks.use(await service.lock(table));
    const [plain, keyed] = await Promise.all([post(service), post(service, 'stuck')]);
    assert.equal(plain.statusCode, 200);
    assert.equal(problemCode(keyed, 503), 'CONNECTION_FAILED');
    assert.ok(Number(keyed.headers['retry-after']) >= 1);
  });

  test('that is full takes readings without a key, and says why not those with one', async () => {
    await using service = await prepared();
    await service.execute(full(['claims', 'receipts', 'batches', 'erasures', 'leases', 'rates']));
    assert.equal(receiptOf(await post(service)).inserted, 1);
    const keyed = await post(service, 'full', bodyOf(70));
    assert.equal(problemCode(keyed, 507), 'DISK_FULL');
    assert.match(keyed.body, /send the request without one/);
    assert.equal(problemCode(await service.send('DELETE', '/v1/users/1'), 503), 'CONNECTION_FAILED');
    await service.execute(ROOM);
    assert.equal(receiptOf(await post(service, 'full', bodyOf(70))).updated, 1);
  });

  test('that becomes full before a receipt is kept says what is committed, and keeps none that is wrong', async () => {
    await using service = await prepared();
    await service.execute(full(['receipts']));
    const unkept = await post(service, 'unkept');
    assert.equal(problemCode(unkept, 507), 'DISK_FULL');
    assert.equal((JSON.parse(unkept.body) as { receipt: ReadingsReceipt }).receipt.inserted, 1);
    await service.execute(ROOM);
    const again = await post(service, 'unkept');
    assert.deepEqual([receiptOf(again).unchanged, again.headers['idempotency-replayed']], [1, undefined]);
    assert.equal((await post(service, 'unkept')).body, again.body);
  });

  test('that is restarted in the middle of requests loses none, and repeats no other receipt', async () => {
    await using service = await prepared();
    const answers = new Map<string, Answer>();
    let isOver = false;
    const sending = Array.from({ length: 4 }, async (_, sender) => {
      for (let at = 0; !isOver; at += 1) {
        const key = `${sender}-${at}`;
        answers.set(key, await post(service, key));
        assert.equal((await post(service)).statusCode, 200);
      }
    });
    const enough = (more: number) => {
      const least = answers.size + more;
      return until('more answers', () => answers.size >= least);
    };
    await enough(20);
    await server.kill();
    await until('a refusal', () => answers.values().some(({ statusCode }) => statusCode === 503));
    await server.start();
    await until('the state', async () => (await post(service, 'back')).statusCode === 200);
    await enough(20);
    isOver = true;
    await Promise.all(sending);
    for (const [key, answer] of answers) {
      if (answer.statusCode !== 200) {
        assert.equal(problemCode(answer, 503), 'CONNECTION_FAILED');
        continue;
      }
      const again = await post(service, key);
      assert.deepEqual(
        [again.statusCode, again.body, again.headers['idempotency-replayed']],
        [200, answer.body, 'true'],
      );
    }
  });

  test('that a newer version has migrated serves a service that is running', async () => {
    await using service = await prepared();
    const first = await post(service, 'before');
    for (const table of ['api_keys', 'receipts', 'claims', 'erasures', 'batches', 'leases', 'rates']) {
      await service.execute(`ALTER TABLE pulsebase_state.${table} ADD COLUMN later text NOT NULL DEFAULT 'x'`);
    }
    await service.execute('INSERT INTO pulsebase_state.migrations (version) VALUES (1000)');
    assert.equal((await post(service, 'before')).body, first.body);
    assert.equal((await post(service, 'after')).statusCode, 200);
    assert.equal((await service.send('DELETE', '/v1/users/1')).statusCode, 200);
  });

  test('that cannot be reached is an error at the start, which says what it is about', async () => {
    const [port] = await freePorts(1);
    const stateUrl = `postgresql://anna:s3cret@127.0.0.1:${port}/state`;
    await assert.rejects(inject({ stateUrl }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'CONNECTION_FAILED');
      assert.match(error.message, /STATE_URL.*127\.0\.0\.1/);
      assert.ok(!error.message.includes('s3cret'));
      return true;
    });
  });
});
