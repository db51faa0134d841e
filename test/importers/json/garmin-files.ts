import { garminJsonFormat } from '../../../src/importers/garmin-json/garmin-json-format.ts';
import type { JsonFile } from './json-file.ts';

const DAILY = {
  summaryId: 'x-1',
  calendarDate: '2023-04-05',
  startTimeInSeconds: 1680652800,
  startTimeOffsetInSeconds: 7200,
  durationInSeconds: 86400,
  averageHeartRateInBeatsPerMinute: 64,
  minHeartRateInBeatsPerMinute: 51,
  maxHeartRateInBeatsPerMinute: 150,
  restingHeartRateInBeatsPerMinute: 52,
  timeOffsetHeartRateSamples: { '0': 65, '15': 66, '60': 0, x: 67, '3600': 68 },
};

/** Files of Garmin's Health API and of its account export. */
export const GARMIN_FILES: { readonly [name: string]: JsonFile } = {
  'garmin-json: fetched days, whose offsets count from their start': {
    format: garminJsonFormat,
    content: [DAILY],
    readings: ['1 2023-04-05T00:00:00.000Z 65', '1 2023-04-05T00:00:15.000Z 66', '1 2023-04-05T01:00:00.000Z 68'],
    rejected: ['4 invalid_timestamp'],
    leftOut: { resting: 1, statistic: 1, no_contact: 1 },
  },
  'garmin-json: pushed days name the person': {
    format: garminJsonFormat,
    content: {
      dailies: [
        {
          userId: '4aacafe82427c251df9c9592d0c06768',
          userAccessToken: 'secret',
          summaryId: 'x-2',
          startTimeInSeconds: 1680652800,
          timeOffsetHeartRateSamples: { '60': 70 },
        },
      ],
      epochs: [{ summaryId: 'x-3', startTimeInSeconds: 1680652800, steps: 7 }],
    },
    readings: ['"4aacafe82427c251df9c9592d0c06768" 2023-04-05T00:01:00.000Z 70'],
  },
  'garmin-json: samples of activities': {
    format: garminJsonFormat,
    content: [
      {
        summaryId: 'x-4-detail',
        activityId: 4,
        summary: { startTimeInSeconds: 1680652800, averageHeartRateInBeatsPerMinute: 83, deviceName: 'Forerunner 945' },
        samples: [
          { startTimeInSeconds: 1680652800, heartRate: 83, speedMetersPerSecond: 0.1 },
          { startTimeInSeconds: 1680652801, speedMetersPerSecond: 0.1 },
          { heartRate: 84 },
        ],
      },
    ],
    readings: ['1 2023-04-05T00:00:00.000Z 83'],
    rejected: ['2 invalid_timestamp'],
    leftOut: { statistic: 1 },
    devices: [['Forerunner 945', 1]],
  },
  'garmin-json: one day by itself': {
    format: garminJsonFormat,
    content: { summaryId: 'x-5', startTimeInSeconds: 1680652800, timeOffsetHeartRateSamples: { '5': 71 } },
    readings: ['1 2023-04-05T00:00:05.000Z 71'],
  },
  'garmin-json: days of the account export': {
    format: garminJsonFormat,
    content: [
      { userProfilePK: 1, calendarDate: '2023-04-05', minHeartRate: 50, maxHeartRate: 140, restingHeartRate: 52 },
      { userProfilePK: 1, calendarDate: '2023-04-06', totalSteps: 7 },
    ],
    readings: [],
    leftOut: { resting: 1, statistic: 1 },
  },
  'garmin-json: nights of the account export': {
    format: garminJsonFormat,
    content: [{ sleepStartTimestampGMT: '2023-04-05T21:00:00.0', spo2SleepSummary: { averageHR: 55 } }],
    readings: [],
    leftOut: { statistic: 1 },
  },
  'garmin-json: health of days of the account export': {
    format: garminJsonFormat,
    content: [
      {
        calendarDate: '2023-04-05',
        metrics: [
          { type: 'HRV', value: 60 },
          { type: 'HR', value: 55 },
        ],
      },
    ],
    readings: [],
    leftOut: { statistic: 1 },
  },
  'garmin-json: activities of the account export': {
    format: garminJsonFormat,
    content: [
      {
        summarizedActivitiesExport: [
          { activityId: 1, avgHr: 120, maxHr: 170 },
          { activityId: 2, avgHr: 99 },
        ],
      },
    ],
    readings: [],
    leftOut: { statistic: 2 },
  },
};
