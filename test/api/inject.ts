import assert from 'node:assert/strict';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { ServiceSettings } from '../../src/config/service-settings.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';
import { type Description, operationOf } from './described-answers.ts';

export const YEAR = 'from=2023-01-01&to=2024-01-01';
export const AT = '2023-01-01T10:00:00Z';

/** A service over an engine, asked without a network. */
export interface Injected {
  readonly service: TestService;
  readonly store: Store;
  /**
   * A request with a key that may do everything, unless other headers say otherwise. Its answer must have a status that the
   * description of the API tells of.
   */
  send(
    method: InjectOptions['method'],
    url: string,
    body?: InjectOptions['payload'],
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
}

export async function inject(
  settings: Partial<ServiceSettings> = {},
  engine: Engine = new MemoryEngine(),
): Promise<Injected> {
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const service = await makeTestService(store, settings);
  const description = service.app.swagger() as unknown as Description;
  return {
    service,
    store,
    async send(method = 'GET', url, payload, headers = {}) {
      const answer = await service.app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${service.adminKey}`, ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      const operation = operationOf(description, method, url);
      if (operation !== undefined) {
        const { statusCode } = answer;
        assert.ok(
          statusCode in operation.responses,
          `${operation.operationId} is not described to answer ${statusCode}`,
        );
      }
      return answer;
    },
  };
}

/** Checks that an answer is a problem document that tells nothing of the inside, and gives its code. */
export function problemCode({ statusCode, headers, body }: LightMyRequestResponse, status?: number): string {
  if (status !== undefined) assert.equal(statusCode, status, body);
  assert.equal(headers['content-type'], 'application/problem+json', body);
  const problem: unknown = JSON.parse(body);
  assert.ok(typeof problem === 'object' && problem !== null && 'code' in problem && 'detail' in problem);
  assert.ok('status' in problem && problem.status === statusCode, body);
  assert.ok('requestId' in problem && problem.requestId === headers['x-request-id'], body);
  assert.doesNotMatch(body, /\bat .*\.(?:ts|js|mjs):\d|node_modules|\\n\s+at /, 'a stack');
  assert.ok(!String(problem.detail).includes('\n'));
  return String(problem.code);
}

export function readingsCsv(
  rows: readonly (readonly [userId: number, timestamp: string, heartRate: number | string])[],
): string {
  return ['user_id,timestamp,heart_rate', ...rows.map((row) => row.join(','))].join('\n');
}
