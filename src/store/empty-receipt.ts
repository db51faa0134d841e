import { NO_ROW_COUNTS } from '../engine/sum-of-row-counts.ts';
import type { Receipt } from './store.ts';

/** The receipt of no rows. */
export const EMPTY_RECEIPT: Receipt = { ...NO_ROW_COUNTS, rejections: [], usersCreated: 0 };
