import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';

/**
 * Heart rates of the Oura API, version 2: `{"data":[{"bpm":60,"source":"awake","timestamp":"2023-04-05T06:07:08+00:00"}]}`.
 * https://cloud.ouraring.com/v2/docs#tag/Heart-Rate-Routes
 */
export const ouraFormat: ReadingFormat = jsonFormat({
  name: 'oura',
  beginning: '{"data":[{"bpm":…,"source":"…","timestamp":"…"}',
  isOf: (beginning) => {
    const first = member(member(beginning, 'data'), '0');
    return member(first, 'bpm') !== undefined && textMember(first, 'timestamp') !== undefined;
  },
  paths: () => ['$.data.*'],
  reader: (job, records) => ({
    value: (row) => {
      const timestamp = member(row, 'timestamp');
      const instant = typeof timestamp === 'string' ? job.isoTime(timestamp) : undefined;
      records.add({ instant, timestamp, heartRate: member(row, 'bpm') });
    },
  }),
});
