import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { open, serve } from './over-network.ts';

/** An engine that fails in the middle of what is answered by a stream. */
class FailingEngine extends MemoryEngine {
  readonly gate = Promise.withResolvers<void>();
  #pages = 0;

  override async repair(): Promise<never> {
    await this.gate.promise;
    throw new PulsebaseError('CONNECTION_FAILED', 'the server of db.internal is gone');
  }

  override async verify(): Promise<never> {
    return this.repair();
  }

  override async readings(...args: Parameters<MemoryEngine['readings']>): ReturnType<MemoryEngine['readings']> {
    this.#pages += 1;
    if (this.#pages > 1) throw new PulsebaseError('CONNECTION_FAILED', 'the server of db.internal is gone');
    return super.readings(...args);
  }
}

const NDJSON = { accept: 'application/x-ndjson' };

describe('an answer that is a stream is written down as it ended', () => {
  for (const work of ['repair', 'verify']) {
    test(`a ${work} that fails, when it has failed and before the caller is told`, async () => {
      const engine = new FailingEngine();
      const service = await serve({}, engine);
      const entries = () => service.service.audited().map(({ action, status }) => [action, status]);
      const { request } = open(service, 'POST', `/v1/store/${work}`, NDJSON);
      let told = '';
      request.on('response', (response) => {
        assert.equal(response.statusCode, 200);
        response.setEncoding('utf8').on('data', (text: string) => {
          told += text;
          if (told.includes('problem')) assert.deepEqual(entries(), [[work, 503]]);
        });
      });
      request.end();
      await until('a line of progress', () => told.includes('{"done":0}\n'));
      assert.deepEqual(entries(), []);
      engine.gate.resolve();
      await until('the problem', () => told.includes('"CONNECTION_FAILED"'));
      await until('the metrics', async () =>
        (await service.send('GET', '/metrics')).body.includes(`route="/v1/store/${work}",status="503"`),
      );
      assert.deepEqual(entries(), [[work, 503]]);
      assert.ok(service.service.logged.some((text) => text.includes('"status":503') && text.includes('"request"')));
    });

    test(`a ${work} whose caller leaves, when it has ended`, async () => {
      const engine = new FailingEngine();
      const service = await serve({}, engine);
      const { request } = open(service, 'POST', `/v1/store/${work}`, NDJSON);
      request.on('error', () => {});
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.on('error', () => {}).resume();
      request.destroy();
      await until('the line of the request', () =>
        service.service.logged.some((text) => text.includes('"status":499') && text.includes('"request"')),
      );
      assert.deepEqual(service.service.audited(), []);
      engine.gate.resolve();
      await until('the entry', () => service.service.audited().length);
      assert.deepEqual(
        service.service.audited().map(({ action, status }) => [action, status]),
        [[work, 499]],
      );
    });
  }

  test('rows that break off because the store fails', async () => {
    const service = await serve({}, new FailingEngine());
    // Months in a row would be read at once.
    const months = ['2023-01-01', '2023-03-01'].map(Date.parse);
    await service.store.ingest(
      months.flatMap((start) =>
        Array.from({ length: 2000 }, (_, at) => ({
          userId: 1,
          timestamp: new Date(start + at * 1000),
          heartRate: 60,
        })),
      ),
    );
    const { request, answer } = open(service, 'GET', '/v1/users/1/readings?from=2023-01-01&to=2024-01-01', NDJSON);
    request.end();
    await assert.rejects(answer);
    await until('the entry', () => service.service.audited().length);
    assert.deepEqual(
      service.service.audited().map(({ action, status, rows }) => [action, status, rows]),
      [['readings', 503, 2000]],
    );
  });
});
