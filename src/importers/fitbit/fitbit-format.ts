import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { parseFitbitTime } from './fitbit-time.ts';

/**
 * Fitbit's account export (Google Takeout): `heart_rate-YYYY-MM-DD.json`, an array of
 * `{"dateTime":"05/01/23 07:00:15","value":{"bpm":66,"confidence":3}}`. It names no zone: UTC unless another is given.
 * https://support.google.com/fitbit/answer/14236615
 */
export const fitbitFormat: ReadingFormat = jsonFormat({
  name: 'fitbit',
  beginning: '[{"dateTime":"05/01/23 07:00:15","value":{"bpm":…',
  isOf: (beginning) => {
    const first = member(beginning, '0');
    const value = member(first, 'value');
    return textMember(first, 'dateTime') !== undefined && (member(value, 'bpm') !== undefined || isResting(value));
  },
  paths: () => ['$.*'],
  reader: (job, records) => ({
    value: (row) => {
      const value = member(row, 'value');
      if (isResting(value)) job.leaveOut('resting');
      // 0 to 3: how far the watch trusts the value.
      else if (member(value, 'confidence') === 0) job.leaveOut('unreliable');
      else {
        const timestamp = member(row, 'dateTime');
        const local = typeof timestamp === 'string' ? parseFitbitTime(timestamp) : undefined;
        const instant = local === undefined ? undefined : job.zone.toInstant(local);
        records.add({ instant, timestamp, heartRate: member(value, 'bpm') });
      }
    },
  }),
});

/** `resting_heart_rate-*.json` has `{"date":"05/01/23","value":63.4,"error":6.8}` in its place. */
function isResting(value: unknown): boolean {
  return (
    member(value, 'bpm') === undefined && member(value, 'date') !== undefined && member(value, 'error') !== undefined
  );
}
