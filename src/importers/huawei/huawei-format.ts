import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';

const HEART_RATES: ReadonlySet<string> = new Set(['DATA_POINT_DYNAMIC_HEARTRATE', 'HEARTRATE', 'DATA_POINT_HEARTRATE']);

/**
 * Huawei Health's account export (`health detail data.json`): an array of records with `samplePoints`, of which `key` says
 * what they are; Unix ms, values as text.
 */
export const huaweiFormat: ReadingFormat = jsonFormat({
  name: 'huawei',
  beginning: '[{…,"samplePoints":[{"key":"DATA_POINT_DYNAMIC_HEARTRATE",…',
  isOf: (beginning) => Array.isArray(member(member(beginning, '0'), 'samplePoints')),
  paths: () => ['$.*.samplePoints.*'],
  reader: (job, records) => ({
    value: (point) => {
      const key = textMember(point, 'key') ?? '';
      if (key.includes('REST') && key.includes('HEARTRATE')) job.leaveOut('resting');
      if (!HEART_RATES.has(key)) return;
      const start = member(point, 'startTime');
      const heartRate = member(point, 'value');
      if (Number(heartRate) === 0) job.leaveOut('no_value');
      else records.add({ instant: typeof start === 'number' ? start : undefined, timestamp: start, heartRate });
    },
  }),
});
