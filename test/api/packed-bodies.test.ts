import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { inject, readingsCsv } from './inject.ts';

const { send, store } = await inject();
await store.importUsers([{ id: 1 }]);

const CSV = { 'content-type': 'text/csv' };

describe('bodies', () => {
  test('that are packed, and do not say so, are told what to say', async () => {
    const packed = gzipSync(readingsCsv([[1, '2023-05-01T10:00:00Z', 61]]));
    const unsaid = await send('POST', '/v1/readings', packed, CSV);
    assert.equal(unsaid.statusCode, 400);
    assert.equal(unsaid.json().detail, 'the body is packed by gzip; send Content-Encoding: gzip');
    const said = { ...CSV, 'content-encoding': 'gzip' };
    const twice = await send('POST', '/v1/readings', gzipSync(packed), said);
    assert.equal(twice.json().detail, 'the body is packed by gzip twice; pack it once');
    assert.equal((await send('POST', '/v1/readings', packed, said)).json().inserted, 1);
  });

  test('are answered with what people should know of them', async () => {
    const body = readingsCsv([
      [1, '2023-05-02T10:00:00Z', 61],
      [1, '2023-05-02T10:00:00Z', 62],
    ]);
    const { warnings } = (await send('POST', '/v1/readings', body, CSV)).json();
    assert.match(warnings.join('\n'), /^1 row has another value/m);
  });
});

test('a + that a query has lost is named', async () => {
  const url = '/v1/users/1/top-hours?from=2023-01-01T00:00:00+02:00&to=2024-01-01';
  assert.match((await send('GET', url)).json().detail, /a \+ in a URL is written %2B/);
});

test('an id out of range is told the range', async () => {
  for (const id of ['9007199254740993', '-1']) {
    assert.match((await send('GET', `/v1/users/${id}`)).json().detail, /an integer from 1 to 9007199254740991/);
  }
});
