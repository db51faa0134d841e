import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemCode, YEAR } from './inject.ts';
import { injectPeople } from './inject-people.ts';

const { service, send } = await injectPeople();

describe('the service', () => {
  test('says what it is, and whether it is well', async () => {
    assert.deepEqual(JSON.parse((await send('GET', '/v1')).body), {
      name: 'pulsebase',
      version: '0.0.0',
      engine: 'memory',
      scopes: ['read', 'write', 'admin', 'metrics'],
    });
    for (const url of ['/livez', '/readyz'])
      assert.deepEqual(JSON.parse((await send('GET', url)).body), { status: 'ok' });
    const slo = JSON.parse((await send('GET', '/v1/slo')).body) as { isMet: boolean; objectives: { name: string }[] };
    assert.deepEqual(
      slo.objectives.map(({ name }) => name),
      ['query_top', 'query_users', 'ingest'],
    );
  });

  test('gives metrics in the names and units of Prometheus', async () => {
    const readings = await send('GET', `/v1/users/1/readings?${YEAR}`, undefined, { accept: 'text/csv' });
    await send('POST', '/v1/readings', readings.body, { 'content-type': 'text/csv' });
    await send('GET', `/v1/users/1/top-hours?${YEAR}`);
    const { headers, body } = await send('GET', '/metrics');
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
    for (const line of [
      /^pulsebase_http_request_duration_seconds_bucket\{le="0\.1",method="GET",route="\/v1\/users\/:userId\/top-hours",status="200"\} \d/m,
      /^pulsebase_query_duration_seconds_count\{query="query_top",outcome="answered"\} \d/m,
      /^pulsebase_readings_total\{outcome="unchanged"\} 2$/m,
      /^pulsebase_group_commit_requests_sum \d/m,
      /^pulsebase_slo_met\{objective="query_top"\} [01]$/m,
      /^pulsebase_store_readings 6$/m,
      /^pulsebase_work_in_progress\{kind="writes"\} 0$/m,
      /^nodejs_eventloop_lag_seconds /m,
    ]) {
      assert.match(body, line);
    }
  });

  test('answers with headers that keep browsers and caches from harm', async () => {
    const { headers } = await send('GET', '/v1/users/1');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['content-security-policy']), /default-src/);
    assert.equal(headers['access-control-allow-origin'], undefined);
    assert.equal(headers['x-powered-by'], undefined);
    const given = await send('GET', '/livez', undefined, { 'x-request-id': 'trace-7' });
    assert.equal(given.headers['x-request-id'], 'trace-7');
    const forged = await send('GET', '/livez', undefined, { 'x-request-id': 'a\tb"c' });
    assert.match(String(forged.headers['x-request-id']), /^[0-9a-f-]{36}$/);
  });

  test('has nothing elsewhere, and says which methods a path takes', async () => {
    assert.equal(problemCode(await send('GET', '/v1/nothing'), 404), 'NOT_FOUND');
    const wrong = await send('PATCH', '/v1/users/1', {});
    assert.equal(problemCode(wrong, 405), 'NOT_FOUND');
    assert.equal(wrong.headers.allow, 'GET, HEAD, PUT, DELETE');
    const options = await send('OPTIONS', '/v1/stats');
    assert.equal(problemCode(options, 405), 'NOT_FOUND');
    assert.equal(options.headers.allow, 'GET, HEAD');
    const head = await send('HEAD', '/v1/readings');
    assert.deepEqual([head.statusCode, head.headers.allow, head.body], [405, 'POST, DELETE', '']);
  });

  test('answers HEAD wherever it answers GET, and reads no more rows than it must', async () => {
    for (const url of ['/', '/docs', '/docs/json', '/openapi.json', '/livez', '/metrics', '/v1/users/1', '/v1/users']) {
      const [get, head] = [await send('GET', url), await send('HEAD', url)];
      assert.deepEqual([head.statusCode, head.body], [get.statusCode, ''], url);
    }
    const rows = `/v1/users/1/readings?${YEAR}`;
    assert.equal((await send('HEAD', rows)).statusCode, 200);
    assert.equal((await send('HEAD', `/v1/users/99/readings?${YEAR}`)).statusCode, 404);
    assert.match((await send('GET', '/metrics')).body, /^pulsebase_work_in_progress\{kind="streams"\} 0$/m);
  });

  test('serves pages that explain it', async () => {
    const root = await service.app.inject('/');
    assert.deepEqual([root.statusCode, root.headers.location], [302, 'docs']);
    const page = await send('GET', '/docs');
    assert.match(page.body, /<title>/);
    assert.match(String(page.headers['content-security-policy']), /script-src/);
    // Over plain HTTP nothing would come from there.
    assert.doesNotMatch(String(page.headers['content-security-policy']), /upgrade-insecure-requests/);
  });
});
