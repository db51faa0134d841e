import type { Finding } from '../engine/finding.ts';
import type { StoreStats } from '../engine/store-stats.ts';
import { retentionStart } from '../window/retention-start.ts';

/** A service deletes what has become too old once a day. */
const GRACE_DAYS = 1;

/** What doctor says of readings that are kept for `RETENTION_DAYS`; nothing where all are kept for good. */
export function retentionFindings(
  { firstReading }: Pick<StoreStats, 'firstReading'>,
  days: number,
  now: number,
): readonly Finding[] {
  if (days === 0) return [];
  const isTooOld = firstReading !== null && firstReading.getTime() < retentionStart(days + GRACE_DAYS, now);
  if (!isTooOld) return [{ grade: 'fine', subject: 'retention', message: `no reading is older than ${days} days` }];
  const message = `the first reading is of ${firstReading.toISOString()}: older than RETENTION_DAYS=${days} allows`;
  const advice = 'pulsebase retention deletes what is too old; a service does so once a day';
  return [{ grade: 'warning', subject: 'retention', message, advice }];
}
