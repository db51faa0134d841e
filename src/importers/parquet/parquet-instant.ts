import { unixUnit } from '../../model/unix-unit.ts';

const PER_MS = { seconds: 1e-3, milliseconds: 1, microseconds: 1e3, nanoseconds: 1e6 } as const;

/**
 * The instant (Unix ms, finer digits cut off) of a cell: a timestamp, a number of the time since 1970 whose size tells its unit,
 * or text.
 *
 * @param parse reads text.
 */
export function parquetInstant(value: unknown, parse: (text: string) => number | undefined): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'string') return parse(value);
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const unit = unixUnit(Number(value));
  if (unit === undefined) return undefined;
  // A double does not hold all nanoseconds.
  if (typeof value === 'bigint' && unit === 'nanoseconds') return Number(value / 1_000_000n);
  return Math.floor(Number(value) / PER_MS[unit]);
}
