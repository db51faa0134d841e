import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openExport } from '../../src/exporters/open-export.ts';
import { dataPointId } from '../../src/exporters/open-mhealth/data-point-id.ts';
import { openMhealthExport } from '../../src/exporters/open-mhealth/open-mhealth-export.ts';
import { END_INSTANT } from '../../src/model/instant.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a data point has what the schemas of Open mHealth ask for, and nothing else', async () => {
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  await store.importUsers([{ id: 1, externalId: 'P-1' }, { id: 2 }]);
  await store.ingest([
    { userId: 1, timestamp: '2023-01-01T10:00:00Z', heartRate: 72.5 },
    { userId: 2, timestamp: '2023-01-01T10:00:00Z', heartRate: 60 },
  ]);
  let text = '';
  for await (const piece of openExport(store, { format: openMhealthExport, what: 'readings' })) text += String(piece);
  const points = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
  // https://github.com/openmhealth/schemas: omh/header-1.2.json, omh/heart-rate-2.0.json
  assert.deepEqual(
    points.map(({ header, body }) => [header!.user_id, body]),
    [
      ['P-1', bodyOf(72.5)],
      ['2', bodyOf(60)],
    ],
  );
  for (const { header } of points) {
    assert.deepEqual(Object.keys(header!).sort(), ['creation_date_time', 'id', 'schema_id', 'user_id']);
    assert.deepEqual(header!.schema_id, { namespace: 'omh', name: 'heart-rate', version: '2.0' });
  }
});

function bodyOf(value: number): object {
  return {
    heart_rate: { value, unit: 'beats/min' },
    effective_time_frame: { date_time: '2023-01-01T10:00:00.000Z' },
  };
}

test('each reading has a UUID of its own, the same every time', () => {
  const users = [1, 2, 2 ** 41 - 1, 2 ** 41, 2 ** 53 - 1];
  const instants = [0, 1, Date.parse('2023-04-05T06:07:08Z'), END_INSTANT - 1];
  const ids = users.flatMap((user) => instants.map((instant) => dataPointId(user, instant)));
  for (const id of ids) assert.match(id, UUID_V8);
  assert.equal(new Set(ids).size, ids.length);
});
