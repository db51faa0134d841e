import { UserName } from '../../model/user-name.ts';
import type { ImportJob } from '../import-job.ts';
import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import type { RecordSink } from '../reading-writer.ts';
import { figuresOf, isAccountFigures } from './figures.ts';

const OFFSETS = 'timeOffsetHeartRateSamples';
const START = 'startTimeInSeconds';
/** Of one day or activity: a reading a second for two days. More would take memory. */
const MAX_READINGS = 172_800;

/**
 * Summaries of Garmin's Health API, pushed (`{"dailies":[…]}`, which name the person) or fetched (an array): heart rates by seconds
 * since the start, and those of the samples of an activity. All times are Unix seconds.
 * https://developer.garmin.com/gc-developer-program/health-api/
 *
 * The JSON files of Garmin's account export hold figures alone: it has its readings in FIT.
 */
export const garminJsonFormat: ReadingFormat = jsonFormat({
  name: 'garmin-json',
  beginning: `{"dailies":[{…"summaryId":"…","${START}":…,"${OFFSETS}":{"0":…`,
  isOf: (beginning) => isSummary(beginning) || isSummary(firstOf(beginning)) || isAccountFigures(firstOf(beginning)),
  paths: (beginning) => [isSummary(beginning) ? '$' : Array.isArray(beginning) ? '$.*' : '$.*.*'],
  reader: (job, records) => {
    let hasAccountFigures = false;
    return {
      value: (summary) => {
        hasAccountFigures ||= isAccountFigures(summary);
        for (const reason of figuresOf(summary)) job.leaveOut(reason);
        addSummary(job, records, summary);
      },
      end: () => {
        if (hasAccountFigures) {
          job.warn(
            "these are figures of days, nights and activities; the readings of Garmin's account export are in its FIT files (DI-Connect-Uploaded-Files)",
          );
        }
      },
    };
  },
});

/** The first record, in an array by itself or under the name of what they are. */
function firstOf(beginning: unknown): unknown {
  if (typeof beginning !== 'object' || beginning === null) return undefined;
  const records = Array.isArray(beginning) ? beginning : Object.values(beginning).find(Array.isArray);
  return records?.[0];
}

function isSummary(record: unknown): boolean {
  if (textMember(record, 'summaryId') === undefined && member(record, OFFSETS) === undefined) return false;
  return (
    typeof member(record, START) === 'number' ||
    member(record, 'samples') !== undefined ||
    member(record, 'summary') !== undefined
  );
}

function addSummary(job: ImportJob, records: RecordSink, summary: unknown): void {
  const userId = textMember(summary, 'userId');
  const user = userId === undefined || userId === '' ? undefined : new UserName(userId);
  const device = textMember(member(summary, 'summary'), 'deviceName') ?? textMember(summary, 'deviceName');
  const add = (seconds: number | undefined, timestamp: unknown, heartRate: unknown) => {
    if (heartRate === 0) job.leaveOut('no_contact');
    else
      records.add({ user, instant: seconds === undefined ? undefined : seconds * 1000, timestamp, heartRate, device });
  };
  const start = member(summary, START);
  const offsets = member(summary, OFFSETS);
  const byOffset = typeof offsets === 'object' && offsets !== null ? Object.entries(offsets) : [];
  const written = member(summary, 'samples');
  const samples: readonly unknown[] = Array.isArray(written) ? written : [];
  if (byOffset.length + samples.length > MAX_READINGS) {
    const count = byOffset.length + samples.length;
    records.reject('malformed_row', `a summary has ${count} readings, and may have no more than ${MAX_READINGS}`);
    return;
  }
  for (const [offset, heartRate] of byOffset) {
    const isTime = typeof start === 'number' && /^\d{1,7}$/.test(offset);
    add(isTime ? start + Number(offset) : undefined, `${String(start)} + ${offset} s`, heartRate);
  }
  for (const sample of samples) {
    const heartRate = member(sample, 'heartRate');
    const seconds = member(sample, START);
    if (heartRate !== undefined && heartRate !== null)
      add(typeof seconds === 'number' ? seconds : undefined, seconds, heartRate);
  }
}
