import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { csvFormat } from '../../src/importers/csv/csv-format.ts';
import { ImportJob } from '../../src/importers/import-job.ts';
import { localTime } from '../../src/importers/local-time.ts';
import { ndjsonFormat } from '../../src/importers/ndjson/ndjson-format.ts';
import { readFormat } from './read-format.ts';
import { gather, generate } from './read-import.ts';

/** A reading as it was measured: by whom, and when. */
type Measured = readonly [user: number, instant: number];

const MINUTE = 60_000;
/** 29 October 2023, 00:00 UTC: at 01:00 UTC the clocks of Berlin go from 3 back to 2. */
const NIGHT = Date.UTC(2023, 9, 29);

/** What the clocks of a zone show, without an offset. */
function shown(instant: number, zone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone: zone });
}

function written(rows: readonly Measured[], zone: string): string {
  const lines = rows.map(([user, instant]) => `${user},${shown(instant, zone)},60\n`);
  return `user_id,timestamp,heart_rate\n${lines.join('')}`;
}

async function read(rows: readonly Measured[], zone = 'Europe/Berlin') {
  const outcome = await readFormat(csvFormat, written(rows, zone), { zone: localTime(zone) });
  const instants = outcome.readings.map((reading) => {
    const [user, instant] = reading.split(' ');
    return [Number(user), Date.parse(instant!)] as const;
  });
  return { ...outcome, instants };
}

const every = (minutes: number, from: number, to: number, user = 1): Measured[] =>
  Array.from({ length: (to - from) / minutes / MINUTE }, (_, at) => [user, from + at * minutes * MINUTE]);

const NIGHT_ROWS = every(10, NIGHT - 3 * 60 * MINUTE, NIGHT + 5 * 60 * MINUTE);

describe('an hour that the clocks repeat', () => {
  test('is two by the order of the rows, in both directions', async () => {
    for (const rows of [NIGHT_ROWS, [...NIGHT_ROWS].reverse()]) {
      const { instants, warnings } = await read(rows);
      assert.deepEqual(instants, rows);
      assert.deepEqual(warnings, [
        '12 times fall in an hour that the clocks of Europe/Berlin repeat: by the order of the rows 6 were read as the earlier pass and 6 as the later',
      ]);
    }
  });

  test('of each user, one after the other or turn by turn', async () => {
    const others = NIGHT_ROWS.map(([, instant]) => [2, instant + MINUTE] as const);
    const turns = NIGHT_ROWS.flatMap((row, at) => [row, others[at]!]);
    for (const rows of [[...NIGHT_ROWS, ...others], turns, [...turns].reverse()]) {
      assert.deepEqual((await read(rows)).instants, rows);
    }
  });

  test('that was passed once is the earlier pass', async () => {
    const once = NIGHT_ROWS.filter(([, instant]) => instant < NIGHT + 60 * MINUTE || instant >= NIGHT + 120 * MINUTE);
    for (const rows of [once, [...once].reverse()]) assert.deepEqual((await read(rows)).instants, rows);
  });

  test('is the earlier pass where the rows are in no order, and that is reported', async () => {
    const mixed = NIGHT_ROWS.map((_, at) => NIGHT_ROWS[(at * 29) % NIGHT_ROWS.length]!);
    const { warnings } = await read(mixed);
    assert.match(warnings[0]!, /^12 times .*: the rows are in no order of time, so all were read as the earlier pass$/);
  });

  test('from bytes that come once, last row first', async () => {
    const rows = [...NIGHT_ROWS].reverse();
    const chunks = generate([Buffer.from(written(rows, 'Europe/Berlin'))]);
    const job = new ImportJob({ zone: localTime('Europe/Berlin') });
    const { blocks } = await csvFormat.open({ name: 'the pipe', chunks }, job);
    const [block] = await gather(blocks({}));
    assert.deepEqual(
      rows.map((_, at) => block!.timestamps[at]),
      rows.map(([, instant]) => instant),
    );
  });

  test('in NDJSON too', async () => {
    for (const rows of [NIGHT_ROWS, [...NIGHT_ROWS].reverse()].slice(0, 1)) {
      const lines = rows.map(([userId, instant]) =>
        JSON.stringify({ userId, timestamp: shown(instant, 'Europe/Berlin'), heartRate: 60 }),
      );
      const { readings } = await readFormat(ndjsonFormat, lines.join('\n'), { zone: localTime('Europe/Berlin') });
      assert.deepEqual(
        readings.map((reading) => Date.parse(reading.split(' ')[1]!)),
        rows.map(([, instant]) => instant),
      );
    }
  });

  test('of any zone, in files without gaps', async () => {
    const changes: readonly (readonly [zone: string, change: number])[] = [
      ['America/New_York', Date.UTC(2016, 10, 6, 6)],
      ['Australia/Lord_Howe', Date.UTC(2023, 3, 1, 15)],
      ['Europe/Berlin', Date.UTC(1996, 9, 27, 1)],
      ['America/Sao_Paulo', Date.UTC(2018, 1, 18, 2)],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...changes),
        fc.integer({ min: 5, max: 29 }),
        fc.integer({ min: 31, max: 400 }),
        fc.boolean(),
        async ([zone, change], minutes, before, isReversed) => {
          const rows = every(minutes, change - before * MINUTE, change - before * MINUTE + 60 * minutes * MINUTE);
          const ordered = isReversed ? rows.reverse() : rows;
          assert.deepEqual((await read(ordered, zone)).instants, ordered);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('times that the clocks skip', () => {
  test('are rejected, and told', async () => {
    const content =
      'user_id,timestamp,heart_rate\n1,2023-03-26 01:55:00,60\n1,2023-03-26 02:30:00,61\n1,2023-03-26 03:30:00,140\n';
    const { readings, rejected, warnings } = await readFormat(csvFormat, content, { zone: localTime('Europe/Berlin') });
    assert.deepEqual(readings, ['1 2023-03-26T00:55:00.000Z 60', '1 2023-03-26T01:30:00.000Z 140']);
    assert.deepEqual(rejected, [
      '3 invalid_timestamp: timestamp "2023-03-26 02:30:00" does not exist: the clocks of Europe/Berlin skip it',
    ]);
    assert.deepEqual(warnings, [
      '1 time does not exist, since the clocks of Europe/Berlin skip it; such rows are rejected',
    ]);
    const object = '{"userId":1,"timestamp":"2023-03-26 02:30:00","heartRate":61}';
    const ndjson = await readFormat(ndjsonFormat, object, { zone: localTime('Europe/Berlin') });
    assert.deepEqual(ndjson.rejected, [rejected[0]!.replace('3 ', '1 ')]);
  });

  test('and that repeat are told where a format has them one by one', () => {
    const { zone, report } = newJob('Europe/Berlin');
    assert.equal(zone.toInstant(Date.UTC(2023, 2, 26, 2, 30)), Date.UTC(2023, 2, 26, 1, 30));
    assert.equal(zone.toInstant(Date.UTC(2023, 9, 29, 2, 30)), Date.UTC(2023, 9, 29, 0, 30));
    assert.deepEqual(report(), [
      '1 time falls in an hour that the clocks of Europe/Berlin repeat: read as the earlier pass',
      '1 time does not exist, since the clocks of Europe/Berlin skip it: moved forward by what they skip',
    ]);
  });
});

function newJob(timezone: string) {
  const job = new ImportJob({ zone: localTime(timezone) });
  return { zone: job.zone, report: () => job.report().warnings };
}
