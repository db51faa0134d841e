import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keepsWholeHours, offsetSegments } from '../../src/window/offset-segments.ts';
import { zoneOffset } from '../reference/zone-offset.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Goose_Bay',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Monrovia',
  'Africa/Casablanca',
  'Antarctica/Troll',
];

const window = fc
  .tuple(fc.integer({ min: 0, max: 4_102_444_799_999 }), fc.integer({ min: 0, max: 3 * 365 * 86_400_000 }))
  .map(([from, span]) => ({ from, to: Math.min(from + span, 4_102_444_799_999) }));

test('segments make up the window without gaps, and have the offset of the local clock', () => {
  fc.assert(
    fc.property(window, fc.constantFrom(...ZONES), fc.nat(), (whole, timezone, somewhere) => {
      const segments = offsetSegments(whole, timezone);
      assert.equal(segments[0]!.from, whole.from);
      assert.equal(segments.at(-1)!.to, whole.to + 1);
      for (const [at, { from, to, offset }] of segments.entries()) {
        assert.ok(from < to);
        for (const ms of [from, to - 1, from + (somewhere % (to - from))]) {
          assert.equal(offset, zoneOffset(ms, timezone), `${timezone} at ${new Date(ms).toISOString()}`);
        }
        if (at > 0) {
          assert.equal(from, segments[at - 1]!.to);
          assert.notEqual(offset, segments[at - 1]!.offset);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('hours are UTC hours where offsets are whole and change at whole hours', () => {
  const year = (text: string) => ({ from: Date.parse(`${text}-01-01`), to: Date.parse(`${text}-12-31`) });
  for (const [timezone, when, whole] of [
    ['UTC', '2023', true],
    ['Europe/Berlin', '2023', true],
    ['Pacific/Apia', '2011', true],
    ['Asia/Kolkata', '2023', false],
    ['Australia/Lord_Howe', '2023', false],
    // Clocks went back at 00:01 in summer 2007, and do it at 02:00 now.
    ['America/Goose_Bay', '2007', false],
    ['America/Goose_Bay', '2023', true],
    ['Africa/Monrovia', '1971', false],
    ['Africa/Monrovia', '1973', true],
  ] as const) {
    assert.equal(keepsWholeHours(offsetSegments(year(when), timezone)), whole, `${timezone} ${when}`);
  }
  // A window may begin anywhere.
  assert.equal(keepsWholeHours(offsetSegments({ from: 1234, to: 5678 }, 'UTC')), true);
});

test('names of zones are IANA names, in any case', () => {
  assert.equal(offsetSegments({ from: 0, to: 0 }, 'europe/berlin')[0]!.offset, 3_600_000);
  assert.equal(offsetSegments({ from: 0, to: 0 }, 'Etc/GMT+5')[0]!.offset, -5 * 3_600_000);
  for (const timezone of ['', ' ', 'Mars/Base', '+02:00', '-05', 'T00:00+02:00', 'Europe/Berlin ', '2023-01-01[UTC]']) {
    assert.throws(() => offsetSegments({ from: 0, to: 0 }, timezone), { code: 'INVALID_ARGUMENT', field: 'timezone' });
  }
});
