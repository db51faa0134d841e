import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { localTime } from '../../src/importers/local-time.ts';

function instant(written: string, timezone: string): string {
  return new Date(localTime(timezone).toInstant(Date.parse(`${written}Z`))).toISOString();
}

describe('local times', () => {
  const known: readonly (readonly [zone: string, written: string, instant: string])[] = [
    ['Europe/Berlin', '2023-03-26T01:59:59', '2023-03-26T00:59:59.000Z'],
    // Skipped: moved forward to 03:30.
    ['Europe/Berlin', '2023-03-26T02:30:00', '2023-03-26T01:30:00.000Z'],
    ['Europe/Berlin', '2023-03-26T03:00:00', '2023-03-26T01:00:00.000Z'],
    // Repeated: the earlier.
    ['Europe/Berlin', '2023-10-29T02:30:00', '2023-10-29T00:30:00.000Z'],
    ['Europe/Berlin', '2023-10-29T03:00:00', '2023-10-29T02:00:00.000Z'],
    ['America/New_York', '2023-03-12T02:30:00', '2023-03-12T07:30:00.000Z'],
    ['America/New_York', '2023-11-05T01:30:00', '2023-11-05T05:30:00.000Z'],
    ['America/New_York', '2023-11-05T02:00:00', '2023-11-05T07:00:00.000Z'],
    ['Asia/Kolkata', '2023-01-01T00:00:00', '2022-12-31T18:30:00.000Z'],
    // Half an hour forward, half an hour back.
    ['Australia/Lord_Howe', '2023-10-01T02:15:00', '2023-09-30T15:45:00.000Z'],
    ['Australia/Lord_Howe', '2023-10-01T02:30:00', '2023-09-30T15:30:00.000Z'],
    ['Australia/Lord_Howe', '2023-04-02T01:45:00', '2023-04-01T14:45:00.000Z'],
    ['Australia/Lord_Howe', '2023-04-02T02:00:00', '2023-04-01T15:30:00.000Z'],
    // A whole day skipped.
    ['Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00:00.000Z'],
    ['UTC', '2023-03-26T02:30:00', '2023-03-26T02:30:00.000Z'],
  ];
  for (const [zone, written, expected] of known) {
    test(`${written} in ${zone}`, () => assert.equal(instant(written, zone), expected));
  }

  test('times in any order are as Temporal has them', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Casablanca'];
    for (const zone of zones) {
      const clock = localTime(zone);
      const anyTime = fc.date({ min: new Date(0), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true });
      // Around the changes of the clocks, where it matters.
      const nearChange = fc
        .tuple(fc.integer({ min: 1970, max: 2080 }), fc.constantFrom(2, 3, 9, 10), fc.integer({ min: 0, max: 31 * 48 }))
        .map(([year, month, halfHours]) => new Date(Date.UTC(year, month, 1, 0, halfHours * 30)));
      fc.assert(
        fc.property(fc.oneof(anyTime, nearChange), (date) => {
          const expected = Temporal.PlainDateTime.from(date.toISOString().slice(0, -1)).toZonedDateTime(zone);
          assert.equal(clock.toInstant(date.getTime()), expected.epochMilliseconds);
        }),
        { numRuns: 1000 },
      );
    }
  });

  test('a repeated time has a later instant, a skipped one none', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
    const time = fc
      .tuple(
        fc.integer({ min: 1975, max: 2080 }),
        fc.constantFrom(2, 3, 9, 10, 11),
        fc.integer({ min: 0, max: 31 * 48 }),
      )
      .map(([year, month, halfHours]) => Date.UTC(year, month, 1, 0, halfHours * 30));
    fc.assert(
      fc.property(fc.constantFrom(...zones), time, (zone, local) => {
        const clocks = localTime(zone);
        const plain = Temporal.PlainDateTime.from(new Date(local).toISOString().slice(0, -1));
        const [earlier, later] = (['earlier', 'later'] as const).map(
          (disambiguation) => plain.toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
        );
        const isSkipped = !plain.toZonedDateTime(zone).toPlainDateTime().equals(plain);
        assert.equal(clocks.isSkipped(local), isSkipped);
        assert.equal(clocks.laterInstant(local), isSkipped || earlier === later ? undefined : later);
        const steady = clocks.steady(local);
        assert.equal(steady === undefined, earlier !== later);
        if (steady !== undefined) assert.equal(local - steady.offset, earlier);
      }),
      { numRuns: 1000 },
    );
  });

  test('names without a place that are one zone for everybody are known', () => {
    for (const zone of ['UTC', 'GMT', 'Etc/GMT+5', 'Japan', 'EST5EDT']) localTime(zone);
  });

  test('an unknown zone is refused at once', () => {
    for (const zone of ['Mars/Olympus', '', '+02:00', 'Europe/Berlin ', 'EST', 'mst', 'HST', 'CET', 'IST', 'PST']) {
      assert.throws(() => localTime(zone), { code: 'INVALID_ARGUMENT', field: 'timezone' });
    }
  });
});
