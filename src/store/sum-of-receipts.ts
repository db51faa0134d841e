import { sumOfRowCounts } from '../engine/sum-of-row-counts.ts';
import type { Receipt } from './store.ts';

/** The receipt of two consecutive parts of one load, with the first rejected rows up to a limit. */
export function sumOfReceipts(a: Receipt, b: Receipt, maxRejections: number = Number.POSITIVE_INFINITY): Receipt {
  const room = Math.max(0, maxRejections - a.rejections.length);
  return {
    ...sumOfRowCounts(a, b),
    rejections: [...a.rejections, ...b.rejections.slice(0, room)].slice(0, maxRejections),
    usersCreated: a.usersCreated + b.usersCreated,
  };
}
