import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataPointId } from '../../src/exporters/open-mhealth/data-point-id.ts';
import { END_INSTANT } from '../../src/model/instant.ts';

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('each reading has a UUID of its own, the same every time', () => {
  const users = [1, 2, 2 ** 41 - 1, 2 ** 41, 2 ** 53 - 1];
  const instants = [0, 1, Date.parse('2023-04-05T06:07:08Z'), END_INSTANT - 1];
  const ids = users.flatMap((user) => instants.map((instant) => dataPointId(user, instant)));
  for (const id of ids) assert.match(id, UUID_V8);
  assert.equal(new Set(ids).size, ids.length);
});
