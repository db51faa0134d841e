import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { LatencyWindow } from '../../src/api/watch/latency-window.ts';
import { Objectives } from '../../src/api/watch/objectives.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { holdClock } from '../support/held-clock.ts';
import { withClockSet } from '../support/wall-clock.ts';
import { inject, YEAR } from './inject.ts';

describe('latencies of a window', () => {
  test('percentiles are those of the sorted list, never lower and at most 5 % higher', () => {
    const latency = fc.oneof(fc.double({ min: 0.06, max: 5000, noNaN: true }), fc.constantFrom(1, 10, 100));
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0.5, 0.95, 0.99, 1),
        (all, share) => {
          const window = new LatencyWindow(60);
          for (const ms of all) window.add(ms, 1000);
          const { count, ms } = window.quantile(share, 2000);
          const exact = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1]!;
          assert.equal(count, all.length);
          assert.ok(ms !== null && ms >= exact * 0.999999 && ms <= exact * 1.0500001, `${ms} for ${exact}`);
        },
      ),
    );
  });

  test('what is older than the window is forgotten', () => {
    const window = new LatencyWindow(30);
    window.add(500, 0);
    window.add(1, 20_000);
    assert.equal(window.quantile(1, 20_000).count, 2);
    assert.equal(window.quantile(1, 31_000).count, 1);
    assert.deepEqual(window.quantile(1, 90_000), { count: 0, ms: null });
    window.add(2, 90_000);
    assert.equal(window.quantile(1, 90_000).count, 1);
  });
});

describe('objectives', () => {
  test('are met without queries, broken by slow ones, and each change is in the log once', () => {
    const lines: { level: number; objective?: string }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const objectives = new Objectives({ ...readSettings({}), sloQueryTopP95Ms: 50 }, log);
    objectives.check();
    assert.equal(objectives.report().isMet, true);
    for (let at = 0; at < 100; at += 1) objectives.add('query_top', at < 94 ? 5 : 80);
    objectives.check();
    objectives.check();
    const { isMet, objectives: verdicts } = objectives.report();
    assert.deepEqual([isMet, verdicts.map((verdict) => verdict.isMet)], [false, [false, true, true]]);
    for (let at = 0; at < 200; at += 1) objectives.add('query_top', 5);
    objectives.check();
    assert.deepEqual(
      lines.map(({ level, objective }) => [level, objective]),
      [
        [40, 'query_top'],
        [30, 'query_top'],
      ],
    );
  });
});

describe('objectives of a quiet service', () => {
  const slow = async (count: number) => {
    const { service, store, send } = await inject({ sloQueryTopP95Ms: 0.0001 });
    await store.putUser({ id: 1 });
    for (let at = 0; at < count; at += 1) await send('GET', `/v1/users/1/top-hours?${YEAR}`);
    const { body } = await send('GET', '/v1/slo');
    const metrics = (await send('GET', '/metrics')).body;
    await service.remove();
    const report = JSON.parse(body) as {
      isMet: boolean;
      smallestSample: number;
      objectives: { name: string; verdict: string; isMet: boolean; count: number }[];
    };
    const of = (metric: string) => new RegExp(`^${metric}\\{objective="query_top"\\} (\\S+)$`, 'm').exec(metrics)?.[1];
    return { report, top: report.objectives[0]!, met: of('pulsebase_slo_met'), sample: of('pulsebase_slo_samples') };
  };

  test('are neither met nor broken by fewer than 20 slow answers', async () => {
    const { report, top, met, sample } = await slow(19);
    assert.deepEqual([report.isMet, report.smallestSample], [true, 20]);
    assert.deepEqual([top.name, top.verdict, top.isMet, top.count], ['query_top', 'too_few', true, 19]);
    assert.deepEqual([met, sample], ['1', '19']);
  });

  test('are broken by the twentieth', async () => {
    const { report, top, met, sample } = await slow(20);
    assert.deepEqual([report.isMet, top.verdict, top.isMet, met, sample], [false, 'broken', false, '0', '20']);
  });

  test('too few answers are no news for the log, neither bad nor good', () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) });
    const objectives = new Objectives({ ...readSettings({}), sloQueryTopP95Ms: 50 }, log);
    for (let at = 0; at < 19; at += 1) objectives.add('query_top', 80);
    objectives.check();
    assert.deepEqual(lines, []);
    objectives.add('query_top', 80);
    objectives.check();
    assert.deepEqual(lines, ['service level objective broken']);
  });
});

test('slow queries are in the log with what makes them slow, and without whom they are about', async (context) => {
  const clock = holdClock(context);
  class SleepyEngine extends MemoryEngine {
    override async peakHours(...query: Parameters<MemoryEngine['peakHours']>) {
      clock.pass(30);
      return super.peakHours(...query);
    }
  }
  const { service, store, send } = await inject({ slowQueryMs: 10 }, new SleepyEngine());
  await store.putUser({ id: 7_777_777 });
  await send('GET', `/v1/users/7777777/top-hours?${YEAR}&limit=3&timezone=Asia/Kolkata`);
  const slow = service.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'slow query');
  assert.equal(slow.length, 1);
  const { query, outcome, days, limit, timezone, durationMs, requestId } = slow[0]!;
  assert.deepEqual([query, outcome, days, limit, timezone], ['query_top', 'answered', 365, 3, 'Asia/Kolkata']);
  assert.deepEqual([durationMs, typeof requestId], [30, 'string']);
  assert.ok(!JSON.stringify(slow).includes('7777777'));
  const { body } = await send('GET', '/v1/slo');
  const { objectives } = JSON.parse(body) as { objectives: { name: string; count: number }[] };
  assert.equal(objectives.find(({ name }) => name === 'query_top')?.count, 1);
  await service.remove();
});

test('a trace begins at the time on the wall, however the clock was set before, and lasts as long as it did', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk));
    request.on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const { service, send } = await inject({ otlpEndpoint: `http://127.0.0.1:${port}/` });
  const span = await withClockSet(-24, async () => {
    const wall = Date.parse(new Date().toISOString());
    await send('GET', '/v1');
    return { wall };
  });
  await service.remove();
  collector.close();
  const [, start, end] = /"startTimeUnixNano":"(\d+)","endTimeUnixNano":"(\d+)"/.exec(bodies.join('')) ?? [];
  assert.ok(Math.abs(Number(start) / 1e6 - span.wall) < 3_600_000, start);
  assert.ok(Number(end) >= Number(start) && Number(end) - Number(start) < 3600e9);
});

test('traces go to the collector when one is named: a span for the request, and one for the query', async () => {
  const received: { headers: Record<string, unknown>; body: string }[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const { service, store, send } = await inject({ otlpEndpoint: `http://127.0.0.1:${port}/`, otlpServiceName: 'test' });
  await store.putUser({ id: 4_444_444 });
  const traceId = 'ab'.repeat(16);
  await send('GET', '/v1/users/4444444', undefined, { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` });
  await send('GET', '/v1/users/4444444', undefined, { traceparent: `00-${'ef'.repeat(16)}-${'cd'.repeat(8)}-00` });
  await send('GET', '/v1/users/4444444', undefined, { traceparent: 'nonsense' });
  await service.remove();
  collector.close();
  const text = received.map(({ body }) => body).join();
  assert.ok(!text.includes('4444444') && !text.includes('ef'.repeat(16)));
  const { resourceSpans } = JSON.parse(received[0]!.body) as {
    resourceSpans: {
      scopeSpans: { spans: { traceId: string; spanId: string; parentSpanId?: string; name: string }[] }[];
    }[];
  };
  const spans = resourceSpans[0]!.scopeSpans[0]!.spans;
  assert.deepEqual(
    spans.map(({ name }) => name),
    ['get_user', 'GET /v1/users/:userId', 'get_user', 'GET /v1/users/:userId'],
  );
  const [query, request, , own] = spans;
  assert.deepEqual([query!.traceId, request!.traceId], [traceId, traceId]);
  assert.deepEqual([query!.parentSpanId, request!.parentSpanId], [request!.spanId, 'cd'.repeat(8)]);
  assert.deepEqual([own!.traceId.length, own!.parentSpanId], [32, undefined]);
});
