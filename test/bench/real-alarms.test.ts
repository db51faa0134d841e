import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compareAlarms } from '../../bench/real-alarms/compare-alarms.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-real-alarms-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** Seconds between two readings; now and then nothing comes for longer. */
const STEPS = [5, 5, 10, 15, 30, 60];
const USERS = [8877689391, 77];

/** Rows as Fitabase exports them: heart rates wander over days, by the same numbers each time. */
function fileOf(userId: number, from: number, rows: number): string {
  let at = from;
  let seed = userId % 1009;
  const lines = Array.from({ length: rows }, (_, row) => {
    seed = (seed * 16_807) % 2_147_483_647;
    at += seed % 997 === 0 ? 4000 : seed % 101 === 0 ? 61 : STEPS[seed % STEPS.length]!;
    const heartRate = Math.round(80 + 32 * Math.sin(row / 170) + 6 * Math.sin(row / 7) + (seed % 5));
    return `${userId},${timeOf(at)},${heartRate}`;
  });
  // Corrections, which come later in the file; one heart rate that nobody has.
  const corrected = lines.filter((_, row) => row % 50 === 0).map((line) => line.replace(/\d+$/, '61'));
  return ['Id,Time,Value', ...lines.toReversed(), ...corrected, `${userId},${timeOf(from)},900`, ''].join('\r\n');
}

function timeOf(seconds: number): string {
  const [date, time] = new Date(seconds * 1000).toISOString().split(/[T.]/) as [string, string];
  const [year, month, day] = date.split('-').map(Number);
  const [hour, minute, second] = time.split(':');
  const half = Number(hour) < 12 ? 'AM' : 'PM';
  return `${month}/${day}/${year} ${Number(hour) % 12 || 12}:${minute}:${second} ${half}`;
}

test('awk finds the alarms in Fitabase files that rules try finds, by rules of each condition', async () => {
  const begin = Date.parse('2016-02-27T22:10:00Z') / 1000;
  const files = USERS.map((userId, at) => join(directory, `${userId}-${at}.csv`));
  for (const [at, userId] of USERS.entries()) writeFileSync(files[at]!, fileOf(userId, begin + 777 * at, 6000));
  const comparisons = await compareAlarms(files);
  assert.deepEqual(
    new Set(comparisons.map(({ rule }) => rule.condition.type)),
    new Set(['sustained', 'average', 'hour', 'silence']),
  );
  for (const { rule, found, counted } of comparisons) {
    assert.ok(counted.alarms >= 4 && counted.users === 2, `${rule.name}: ${counted.alarms}`);
    assert.deepEqual(found, counted, rule.name);
  }
});
