import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tickLabel, timeTicks } from '../../web/src/chart/time-ticks.ts';
import { instantOf, offsetOf, zoneName } from '../../web/src/format/zones.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);

describe('the clocks of a zone', () => {
  test('are ahead of UTC by what they are at the instant', () => {
    assert.equal(offsetOf(at('2023-03-26T00:59:59Z'), 'Europe/Berlin'), HOUR);
    assert.equal(offsetOf(at('2023-03-26T01:00:00Z'), 'Europe/Berlin'), 2 * HOUR);
    assert.equal(offsetOf(at('2023-10-29T01:00:00Z'), 'Europe/Berlin'), HOUR);
    assert.equal(offsetOf(at('2023-06-01T00:00:00Z'), 'Asia/Kathmandu'), 5.75 * HOUR);
    assert.equal(offsetOf(at('2023-06-01T00:00:00Z'), 'America/St_Johns'), -2.5 * HOUR);
    assert.equal(offsetOf(at('2023-06-01T00:00:00Z'), 'UTC'), 0);
  });

  test('give the instant at which they show a time', () => {
    for (const [local, instant] of [
      ['2023-03-26T00:00:00Z', '2023-03-25T23:00:00Z'],
      ['2023-03-26T12:00:00Z', '2023-03-26T10:00:00Z'],
      ['2023-10-29T12:00:00Z', '2023-10-29T11:00:00Z'],
    ] as const) {
      assert.equal(instantOf(at(local), 'Europe/Berlin'), at(instant), local);
    }
  });

  test('are named with what they are ahead', () => {
    assert.equal(zoneName('Europe/Berlin', at('2023-07-01T00:00:00Z')), 'Berlin (UTC+2)');
    const year = [at('2023-01-01T00:00:00Z'), at('2023-07-01T00:00:00Z'), at('2024-01-01T00:00:00Z')];
    assert.equal(zoneName('Europe/Berlin', ...year), 'Berlin (UTC+1, UTC+2)');
    assert.equal(zoneName('America/New_York', ...year), 'New York (UTC−5, UTC−4)');
    assert.equal(zoneName('Europe/Berlin'), 'Berlin');
    assert.equal(zoneName('UTC'), 'UTC');
    assert.equal(zoneName('Asia/Kathmandu', at('2023-07-01T00:00:00Z')), 'Kathmandu (UTC+5:45)');
    assert.equal(zoneName('America/New_York', at('2023-07-01T00:00:00Z')), 'New York (UTC−4)');
    assert.equal(zoneName('UTC', 0), 'UTC');
  });
});

describe('marks of an axis of time', () => {
  test('are midnights of the zone, on days of 23 and 25 hours too', () => {
    for (const [from, to] of [
      ['2023-03-23T12:00:00Z', '2023-03-29T12:00:00Z'],
      ['2023-10-26T12:00:00Z', '2023-11-01T12:00:00Z'],
    ] as const) {
      const { at: marks } = timeTicks(at(from), at(to), 'Europe/Berlin', 8);
      assert.equal(marks.length, 6);
      for (const mark of marks) {
        const local = new Date(mark + offsetOf(mark, 'Europe/Berlin'));
        assert.equal(local.toISOString().slice(11), '00:00:00.000Z');
      }
    }
  });

  test('lie within the window, in order, and are no more than there is room for', () => {
    const from = at('2023-03-25T13:37:00Z');
    for (const span of [30_000, 600_000, HOUR, 5 * HOUR, DAY, 9 * DAY, 60 * DAY, 400 * DAY, 5000 * DAY]) {
      for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe']) {
        const { at: marks } = timeTicks(from, from + span, zone, 8);
        assert.ok(marks.length >= 1 && marks.length <= 10, `${span} ${zone}: ${marks.length}`);
        assert.ok(marks.every((mark, index) => mark >= from && mark <= from + span && mark > (marks[index - 1] ?? 0)));
      }
    }
  });

  test('say where another day or year begins', () => {
    const { at: marks, step } = timeTicks(at('2023-12-31T18:00:00Z'), at('2024-01-01T12:00:00Z'), 'UTC', 4);
    const labels = marks.map((mark, index) => tickLabel(mark, marks[index - 1], step, 'UTC', 'en-GB'));
    assert.deepEqual(labels, ['18:00\n31 Dec', '00:00\n1 Jan', '06:00', '12:00']);
  });
});
