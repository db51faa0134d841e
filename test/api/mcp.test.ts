import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CallToolResult, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';

const JUNE = { from: '2023-06-01', to: '2023-06-30T23:59:59.999Z' };
const WINDOW = { from: '2023-06-01T00:00:00.000Z', to: '2023-06-30T23:59:59.999Z' };

class FailingEngine extends MemoryEngine {
  fails = false;
  override async stats() {
    if (this.fails) throw new Error('a secret of the disk');
    return super.stats();
  }
}

describe('the Model Context Protocol over HTTP', () => {
  const engine = new FailingEngine();
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  let service: TestService;
  let address: string;

  before(async () => {
    await store.importUsers([
      { id: 7, externalId: 'P-7', name: 'Ada', gender: 'female', age: 36 },
      { id: 8, gender: 'male', age: 20 },
    ]);
    await store.ingest(
      Array.from({ length: 600 }, (_, at) => ({
        userId: at % 2 === 0 ? 7 : 8,
        timestamp: new Date(Date.UTC(2023, 5, 1) + at * 3_600_000),
        heartRate: at % 2 === 0 ? 70 + (at % 4) : 55,
      })),
    );
    service = await makeTestService(store);
    address = await service.listen();
  });

  after(() => service.remove());

  async function connect(key: string, mode: 'legacy' | 'auto' = 'auto'): Promise<Client> {
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', address), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    });
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(transport);
    return client;
  }

  async function ask(client: Client, name: string, given: object = {}): Promise<CallToolResult> {
    return (await client.callTool({ name, arguments: { ...given } })) as CallToolResult;
  }

  for (const mode of ['legacy', 'auto'] as const) {
    test(`a client of the revisions that it negotiates (${mode}) asks every tool`, async () => {
      const client = await connect(await service.keyWith('read'), mode);
      const { tools } = await client.listTools();
      assert.deepEqual(
        tools.map(({ name }) => name),
        ['store_stats', 'list_users', 'query_users', 'query_top', 'averages', 'timeline', 'distribution', 'quality'],
      );
      assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true));
      const answerOf = async (name: string, given?: object) =>
        (await ask(client, name, given)).structuredContent as { readonly [name: string]: unknown };
      assert.deepEqual(await answerOf('store_stats'), {
        users: 2,
        readings: 600,
        firstReading: '2023-06-01T00:00:00.000Z',
        lastReading: '2023-06-25T23:00:00.000Z',
      });
      assert.deepEqual(await answerOf('query_users', { ...JUNE, minHeartRate: 60, minAge: 30, gender: ['female'] }), {
        unit: 'bpm',
        window: WINDOW,
        usersInAll: 1,
        users: [{ userId: 7, externalId: 'P-7', average: 71, readings: 300 }],
      });
      const top = await answerOf('query_top', { ...JUNE, user: 'P-7', limit: 1 });
      assert.deepEqual([top.userId, top.unit, (top.peaks as { average: number }[])[0]!.average], [7, 'bpm', 72]);
      const days = await answerOf('averages', { ...JUNE, user: '8', resolution: 'day' });
      assert.equal((days.rows as object[]).length, 25);
      assert.deepEqual((days.rows as object[])[0], {
        start: '2023-06-01T00:00:00.000Z',
        readings: 12,
        average: 55,
        min: 55,
        max: 55,
      });
      const line = await answerOf('timeline', { ...JUNE, user: 'P-7', maxPoints: 30 });
      assert.deepEqual(
        [line.userId, line.externalId, line.unit, line.window, line.level],
        [7, 'P-7', 'bpm', WINDOW, 'day'],
      );
      assert.deepEqual((line.points as object[])[0], {
        start: '2023-06-01T00:00:00.000Z',
        readings: 12,
        average: 71,
        min: 70,
        max: 72,
      });
      const hours = { from: '2023-06-01', to: '2023-06-01T03:00:00Z', user: '7' };
      assert.deepEqual((await answerOf('timeline', hours)).points, [
        { start: '2023-06-01T00:00:00.000Z', heartRate: 70 },
        { start: '2023-06-01T02:00:00.000Z', heartRate: 72 },
      ]);
      const zones = await answerOf('distribution', { ...JUNE, zones: [60], percentiles: [50] });
      assert.deepEqual(
        [zones.users, zones.readings, (zones.zones as { count: number }[]).map(({ count }) => count)],
        [2, 600, [300, 300]],
      );
      const own = await answerOf('distribution', { ...JUNE, user: 'P-7', percentiles: [50] });
      assert.deepEqual([own.userId, own.readings, own.percentiles], [7, 300, [{ percentile: 50, heartRate: 70 }]]);
      const quality = await answerOf('quality', { ...JUNE, user: 'P-7' });
      const [worn] = quality.users as { wornMinutes: number; readings: number; validDays: number }[];
      assert.deepEqual([worn!.wornMinutes, worn!.readings, worn!.validDays], [300, 300, 0]);
      assert.equal((quality.days as object[]).length, 25);
      assert.deepEqual(
        ((await answerOf('quality', JUNE)).users as { userId: number }[]).map(({ userId }) => userId),
        [7, 8],
      );
      assert.deepEqual(
        ((await answerOf('list_users', { after: 7 })).users as { id: number }[]).map(({ id }) => id),
        [8],
      );
      await client.close();
    });
  }

  test('what is asked wrongly is told to the model, and what fails is told to the log alone', async () => {
    const client = await connect(await service.keyWith('read'));
    for (const [name, given, message] of [
      ['query_top', { ...JUNE, user: 'nobody' }, /^USER_NOT_FOUND: /],
      ['averages', { from: '2024', to: '2023', user: '7', resolution: 'day' }, /^INVALID_ARGUMENT: /],
      ['averages', { ...JUNE, user: '7', resolution: 'century' }, /resolution/],
      ['query_users', { ...JUNE }, /minHeartRate/],
    ] as const) {
      const { isError, content } = await ask(client, name, given);
      assert.equal(isError, true);
      assert.match((content[0] as { text: string }).text, message);
    }
    engine.fails = true;
    const { isError, content } = await ask(client, 'store_stats');
    engine.fails = false;
    assert.equal(isError, true);
    assert.doesNotMatch(JSON.stringify(content), /secret/);
    assert.ok(service.logged.some((line) => line.includes('a secret of the disk')));
    await client.close();
  });

  test('nothing can be subscribed to, and what is no message is refused', async () => {
    const send = (payload: object | string, headers: object = {}) =>
      service.app.inject({
        method: 'POST',
        url: '/mcp',
        headers: {
          authorization: `Bearer ${service.adminKey}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
        payload,
      });
    const client = await connect(service.adminKey);
    await assert.rejects(client.listen({ toolsListChanged: true }), /limit/);
    await client.close();
    assert.equal((await send('{')).statusCode, 400);
    assert.equal((await send({ hello: 1 })).statusCode, 400);
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'store_stats', arguments: {} } };
    assert.equal((await send(call)).statusCode, 200);
    assert.match((await send([call, { ...call, id: 2 }])).json().detail, /one message, not a list/);
    assert.equal((await send('x', { 'content-type': 'text/plain' })).statusCode, 415);
    assert.equal(
      (await service.app.inject({ url: '/mcp', headers: { authorization: `Bearer ${service.adminKey}` } })).statusCode,
      405,
    );
  });

  test('a key needs the scope read, and whose data was read is in the audit log', async () => {
    await assert.rejects(connect(await service.keyWith('metrics')));
    await assert.rejects(connect('wrong'));
    const client = await connect(await service.keyWith('read'));
    const before = service.audited().length;
    await ask(client, 'query_top', { ...JUNE, user: 'P-7' });
    await client.close();
    const entry = service
      .audited()
      .slice(before)
      .find(({ action, users }) => action === 'mcp' && users !== undefined);
    assert.deepEqual([entry!.rows, (entry!.users as string[]).length], [1, 1]);
  });
});
