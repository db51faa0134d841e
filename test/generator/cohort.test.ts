import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateReadings } from '../../src/generator/generate-readings.ts';
import { generateUsers } from '../../src/generator/generate-users.ts';

test('thresholds from 60 to 80 bpm cut the men above 24 in two', async () => {
  const users = 200;
  const sums = new Map<number, number>();
  const readings = users * 1000;
  for await (const block of generateReadings({ users, readings, from: '2023-01-01', to: '2024-01-01' })) {
    for (let at = 0; at < block.length; at += 1) {
      const id = block.userIds[at]!;
      sums.set(id, (sums.get(id) ?? 0) + block.heartRates[at]!);
    }
  }
  const men = [...generateUsers({ users })].filter(({ gender, age }) => gender === 'male' && (age ?? 0) > 24);
  for (const threshold of [60, 65, 70, 75, 80]) {
    const above = men.filter(({ id }) => sums.get(id)! / 1_000_000 > threshold).length;
    assert.ok(above > 0 && above < men.length, `${above} of ${men.length} above ${threshold}`);
  }
});
