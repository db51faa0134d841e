import { parseWrittenInstant } from '../../model/instant.ts';
import type { ImportJob } from '../import-job.ts';
import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import type { RecordSink } from '../reading-writer.ts';

/**
 * Polar: of the account export the days (`247ohr_*.json`, `deviceDays`, seconds since the day began) and the training sessions
 * (`exercises`), and days of the AccessLink API (`heart_rate_samples`). All times are those of the person's clocks.
 * https://www.polar.com/accesslink-api/#continuous-heart-rate
 */
export const polarFormat: ReadingFormat = jsonFormat({
  name: 'polar',
  beginning: '{…"deviceDays":[…, {…"exercises":[{"startTime":…, or {…"heart_rate_samples":[…',
  isOf: (beginning) =>
    Array.isArray(member(beginning, 'deviceDays')) ||
    Array.isArray(member(beginning, 'heart_rate_samples')) ||
    textMember(member(member(beginning, 'exercises'), '0'), 'startTime') !== undefined,
  paths: () => ['$.deviceDays.*', '$.exercises.*.samples.heartRate.*', '$.date', '$.heart_rate_samples.*'],
  reader: (job, records) => {
    let date: string | undefined;
    /** Samples that came before their date: a day has 86,400 at most. */
    let held: unknown[] = [];
    const addSample = (sample: unknown) => {
      const time = String(member(sample, 'sample_time'));
      const timestamp = date === undefined ? time : `${date}T${time}`;
      const heartRate = member(sample, 'heart_rate');
      add(job, records, job.isoTime(timestamp), timestamp, heartRate);
    };
    return {
      value: (value, path) => {
        if (path[0] === 'deviceDays') addDay(job, records, value);
        else if (path[0] === 'exercises') {
          const timestamp = member(value, 'dateTime');
          const instant = typeof timestamp === 'string' ? job.isoTime(timestamp) : undefined;
          add(job, records, instant, timestamp, member(value, 'value'));
        } else if (path[0] === 'date') {
          date = String(value);
          held.forEach(addSample);
          held = [];
        } else if (date === undefined && held.length < 86_400) held.push(value);
        else addSample(value);
      },
      // Where no date ever comes they are rejected, not dropped.
      end: () => held.forEach(addSample),
    };
  },
});

function addDay(job: ImportJob, records: RecordSink, day: unknown): void {
  const date = textMember(day, 'date') ?? '';
  const midnight = parseWrittenInstant(date)?.local;
  const samples = member(day, 'samples');
  if (!Array.isArray(samples)) return;
  for (const sample of samples) {
    const seconds = member(sample, 'secondsFromDayStart');
    const isTime = midnight !== undefined && typeof seconds === 'number';
    const instant = isTime ? job.zone.toInstant(midnight + seconds * 1000) : undefined;
    add(
      job,
      records,
      instant,
      `${date} + ${String(seconds)} s`,
      member(sample, 'heartRate'),
      textMember(day, 'deviceId'),
    );
  }
}

function add(
  job: ImportJob,
  records: RecordSink,
  instant: number | undefined,
  timestamp: unknown,
  heartRate: unknown,
  device?: string,
): void {
  if (heartRate === 0) job.leaveOut('no_contact');
  else records.add({ instant, timestamp, heartRate, device });
}
