import type { HeartRatesQuery, HeartRateTotal } from '../../../engine/engine.ts';
import type { Window } from '../../../window/window.ts';
import type { Reader } from '../journal/reader.ts';
import { readingsWithin } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { peopleCondition } from './people-condition.ts';
import { pieces } from './pieces.ts';

/** Readings of one statement: about 100 MB in the engine. */
const READINGS_PER_PIECE = 2_000_000;

/** How many readings have each heart rate, and how long they stand. */
export function heartRates(reader: Reader, query: HeartRatesQuery): Promise<HeartRateTotal[]> {
  const { executor } = reader;
  const condition = peopleCondition(query.people);
  return reader.answerOfPartsOnce(['users', 'readings', 'rollups'], async () => {
    const totals = new Map<number, HeartRateTotal>();
    for (const piece of await standingPieces(executor, query, condition)) {
      for (const total of await totalsOf(executor, piece, condition, query.maxGapMs)) {
        const { heartRate, count, standingMs } = total;
        const before = totals.get(heartRate) ?? { heartRate, count: 0, standingMs: 0 };
        totals.set(heartRate, {
          heartRate,
          count: before.count + count,
          standingMs: before.standingMs + standingMs,
        });
      }
    }
    return [...totals.values()];
  });
}

/** Pieces of the window without gaps, from the first reading on that stands in it: each is added up by itself. */
async function standingPieces(
  executor: Executor,
  { window, maxGapMs }: HeartRatesQuery,
  condition: string,
): Promise<Window[]> {
  const wide = { from: Math.max(0, window.from - maxGapMs), to: window.to };
  const held = await pieces(executor, wide, condition, READINGS_PER_PIECE);
  return held
    .map(({ from }, at) => ({
      from: Math.max(from, window.from),
      // Its last readings may stand where there are none.
      to: held[at + 1] === undefined ? window.to : held[at + 1]!.from - 1,
    }))
    .filter(({ from, to }) => from <= to);
}

/** Bits of a heart rate beside an instant: both in one number are sorted fastest. */
const RATE_BITS = 20;

/**
 * The totals of a piece. Each reading stands until the next one of its user, no longer than a gap, and counts from the start of
 * the piece to its end.
 */
async function totalsOf(
  executor: Executor,
  { from, to }: Window,
  condition: string,
  maxGapMs: number,
): Promise<HeartRateTotal[]> {
  const scale = 2 ** RATE_BITS;
  const start = `toUInt64(${sqlInteger(from)})`;
  const end = `toUInt64(${sqlInteger(to + 1)})`;
  const at = (reading: string) => `bitShiftRight(${reading}, ${RATE_BITS})`;
  const standing = `least(${at('next')}, ${at('reading')} + ${sqlInteger(maxGapMs)}) - greatest(${at('reading')}, ${start})`;
  const [rates, counts, durations] = await queryIntegers(
    executor,
    `SELECT bitAnd(reading, ${scale - 1}) AS rate, countIf(${at('reading')} >= ${start}) AS n, sum(ms)
    FROM (
      SELECT of_user, arrayMap((reading, next) -> greatest(toInt64(0), toInt64(${standing})), of_user,
        arrayPushBack(arrayPopFront(of_user), ${end} * ${scale})) AS durations
      FROM (
        SELECT arraySort(groupArray(toUInt64(ts) * ${scale} + milli_bpm)) AS of_user FROM pulsebase.readings FINAL
        WHERE ${readingsWithin({ from: Math.max(0, from - maxGapMs), to })}${condition} GROUP BY user_id
      )
    ) ARRAY JOIN of_user AS reading, durations AS ms
    GROUP BY rate`,
    3,
  );
  return Array.from(rates!, (heartRate, index) => ({
    heartRate,
    count: counts![index]!,
    standingMs: durations![index]!,
  }));
}
