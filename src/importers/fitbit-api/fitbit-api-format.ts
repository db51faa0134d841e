import { jsonFormat } from '../json/json-format.ts';
import { member, textMember } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';

/**
 * An answer of the Fitbit Web API on one day: `activities-heart-intraday.dataset` with a time of day and a value, and the day
 * beside it. Times are those of the account's clocks. The day's resting rate and zones are not readings.
 * https://dev.fitbit.com/build/reference/web-api/intraday/get-heartrate-intraday-by-date/
 */
export const fitbitApiFormat: ReadingFormat = jsonFormat({
  name: 'fitbit-api',
  beginning: '{"activities-heart":[{"dateTime":"2023-05-01",…',
  isOf: (beginning) =>
    member(beginning, 'activities-heart') !== undefined || member(beginning, 'activities-heart-intraday') !== undefined,
  paths: () => ['$.activities-heart.*', '$.activities-heart-intraday.dataset.*'],
  reader: (job, records) => {
    let day: string | undefined;
    /** Values that came before their day: a day has 86,400 at most. */
    let held: unknown[] = [];
    const add = (row: unknown) => {
      const time = String(member(row, 'time'));
      const timestamp = day === undefined ? time : `${day}T${time}`;
      records.add({ instant: job.isoTime(timestamp), timestamp, heartRate: member(row, 'value') });
    };
    return {
      value: (value, path) => {
        if (path[0] === 'activities-heart') {
          day ??= textMember(value, 'dateTime');
          if (member(member(value, 'value'), 'restingHeartRate') !== undefined) job.leaveOut('resting');
          held.forEach(add);
          held = [];
        } else if (day === undefined && held.length < 86_400) held.push(value);
        else add(value);
      },
      // An answer cut down to its values has no day: they are rejected, not dropped.
      end: () => held.forEach(add),
    };
  },
});
