import { bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import { bucketIdOf, PERIOD_IDS } from '../schema/bucket-id.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import type { HourCache, Months } from './hour-cache.ts';
import { emptyMonth, isNarrow, type MonthOfHours, monthOfHour, setHour } from './month-of-hours.ts';

/** Reads the hours of one user, from memory where it has them. */
export class UserHours {
  readonly #executor: Executor;
  readonly #memory: HourCache | undefined;

  /** @param memory None where other processes may write. */
  constructor(executor: Executor, memory: HourCache | undefined) {
    this.#executor = executor;
    this.#memory = memory;
  }

  /** The months that hold a range of hours (numbers as of `bucketOf`), each with the hours of the range at least. */
  async read(userId: number, range: Range): Promise<Months> {
    const known = this.#memory?.months(userId);
    const months = new Map<number, MonthOfHours | undefined>();
    const missing: number[] = [];
    for (let month = monthOfHour(range.from); month <= monthOfHour(range.to - 1); month += 1) {
      if (known?.has(month) === true) months.set(month, known.get(month));
      else missing.push(month);
    }
    if (missing.length === 0) return months;
    const mayKeep = this.#memory?.beginRead();
    const read = await readMonths(this.#executor, userId, mayKeep === undefined ? range : hoursOf(missing));
    const wanted = new Map(missing.map((month) => [month, read.get(month)]));
    if (mayKeep?.() === true) this.#memory?.keep(userId, wanted);
    for (const [month, hours] of wanted) months.set(month, hours);
    return months;
  }
}

/** The hours from the first to the last of some months. */
function hoursOf(months: readonly number[]): Range {
  return {
    from: bucketStart('month', months[0]!) / HOUR_MS,
    to: bucketStart('month', months.at(-1)! + 1) / HOUR_MS,
  };
}

async function readMonths(executor: Executor, userId: number, { from, to }: Range): Promise<Map<number, MonthOfHours>> {
  const [slots, counts, sums, highest] = await queryIntegers(
    executor,
    `SELECT slot, readings, total, highest FROM pulsebase.hours_by_user FINAL
    WHERE user_id = ${sqlInteger(userId)} AND slot >= ${bucketIdOf('hour', from)} AND slot <= ${bucketIdOf('hour', to - 1)}
    SETTINGS max_threads = 1`,
    4,
  );
  let [mostReadings, highestSum] = [0, 0];
  for (let at = 0; at < slots!.length; at += 1) {
    mostReadings = Math.max(mostReadings, counts![at]!);
    highestSum = Math.max(highestSum, sums![at]!);
  }
  const isWide = !isNarrow(mostReadings, highestSum);
  const months = new Map<number, MonthOfHours>();
  for (let at = 0; at < slots!.length; at += 1) {
    const month = Math.floor(slots![at]! / PERIOD_IDS);
    let hours = months.get(month);
    if (hours === undefined) {
      hours = emptyMonth(month, isWide);
      months.set(month, hours);
    }
    setHour(hours, slots![at]! % PERIOD_IDS, counts![at]!, sums![at]!, highest![at]!);
  }
  return months;
}
