import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';

/**
 * A log of a Suunto watch (`DeviceLog`) with `Samples`, of which some have a heart rate `HR`, in Hz, and a time. Some logs
 * hold the intervals between beats (`R-R`) alone, which are not readings.
 */
export const suuntoFormat: ReadingFormat = jsonFormat({
  name: 'suunto',
  beginning: '{"DeviceLog":{…',
  isOf: (beginning) => member(beginning, 'DeviceLog') !== undefined,
  paths: () => ['$.DeviceLog.Device', '$.DeviceLog.Windows.*', '$.DeviceLog.Samples.*'],
  reader: (job, records) => {
    let device: string | undefined;
    return {
      value: (value, path) => {
        if (path[1] === 'Device') device = textMember(value, 'Name');
        else if (path[1] === 'Windows') {
          if (Array.isArray(member(member(value, 'Window'), 'HR'))) job.leaveOut('statistic');
        } else {
          const hertz = member(value, 'HR') ?? member(sampleOf(value), 'HR');
          if (typeof hertz !== 'number') return;
          const timestamp = textMember(value, 'TimeISO8601') ?? textMember(sampleOf(value), 'UTC');
          if (hertz === 0) job.leaveOut('no_contact');
          else {
            const instant = timestamp === undefined ? undefined : job.isoTime(timestamp);
            records.add({ instant, timestamp, heartRate: Math.round(hertz * 60_000) / 1000, device });
          }
        }
      },
    };
  },
});

/** The sample within a sample, as the app's newer logs have it. */
function sampleOf(value: unknown): unknown {
  return member(member(member(value, 'Attributes'), 'suunto/sml'), 'Sample');
}
