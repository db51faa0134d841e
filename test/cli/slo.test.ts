import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inject, YEAR } from '../api/inject.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

test('pulsebase slo: too few slow answers are no fault, enough of them are', async () => {
  const { service, store, send } = await inject({ sloQueryTopP95Ms: 0.0001 });
  after(() => service.remove());
  const url = await service.listen();
  await store.putUser({ id: 1 });
  const ask = async (times: number) => {
    for (let at = 0; at < times; at += 1) await send('GET', `/v1/users/1/top-hours?${YEAR}`);
    return runInProcess(new MemoryEngine(), ['slo', '--store', url], { settings: { apiKey: service.adminKey } });
  };
  const few = await ask(12);
  assert.match(few.stdout, /^query_top .* 12 +too few \(12 of 20\)$/m);
  assert.match(few.stdout, /^ingest .* 0 +no requests$/m);
  assert.deepEqual([few.exitCode, few.stderr], [0, '']);
  const enough = await ask(8);
  assert.match(enough.stdout, /^query_top .* 20 +BROKEN$/m);
  assert.equal(enough.exitCode, 1);
  assert.match(enough.stderr, /OBJECTIVE_BROKEN: too slow: query_top;/);
});
