import { parseHeartRate } from '../../model/heart-rate.ts';
import type { Limit } from '../rule.ts';

/**
 * A limit in exact integers, turned so that beyond is always above: what is compared is first multiplied by `sign`. In thousandths of
 * a bpm.
 */
export interface Beyond {
  readonly sign: 1 | -1;
  readonly limit: number;
  readonly endLimit: number;
}

export function beyond({ direction, limit, endLimit = limit }: Limit): Beyond {
  const sign = direction === 'above' ? 1 : -1;
  return { sign, limit: sign * parseHeartRate(limit)!, endLimit: sign * parseHeartRate(endLimit)! };
}
