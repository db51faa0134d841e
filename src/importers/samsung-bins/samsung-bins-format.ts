import { jsonFormat } from '../json/json-format.ts';
import { member } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';

/**
 * What Samsung Health keeps beside its CSV of heart rates: `jsons/com.samsung.shealth.tracker.heart_rate/…binning_data.json`,
 * an array of `{"heart_rate":72.0,"heart_rate_min":…,"heart_rate_max":…,"start_time":…,"end_time":…}`, Unix ms, one a minute.
 */
export const samsungBinsFormat: ReadingFormat = jsonFormat({
  name: 'samsung-bins',
  beginning: '[{"heart_rate":…,"start_time":…,"end_time":…',
  isOf: (beginning) => {
    const first = member(beginning, '0');
    return ['heart_rate', 'start_time', 'end_time'].every((key) => typeof member(first, key) === 'number');
  },
  paths: () => ['$.*'],
  reader: (job, records) => ({
    value: (bin) => {
      const heartRate = member(bin, 'heart_rate');
      const start = member(bin, 'start_time');
      if (heartRate === 0) job.leaveOut('no_value');
      else records.add({ instant: typeof start === 'number' ? start : undefined, timestamp: start, heartRate });
    },
  }),
});
