import { polarFormat } from '../../../src/importers/polar/polar-format.ts';
import type { JsonFile } from './json-file.ts';

export const POLAR_FILES: { readonly [name: string]: JsonFile } = {
  'polar: days': {
    format: polarFormat,
    content: {
      exportVersion: '1.3',
      deviceDays: [
        {
          userId: 5,
          deviceId: 'A1',
          date: '2023-04-05',
          samples: [
            { heartRate: 60, secondsFromDayStart: 0 },
            { heartRate: 0, secondsFromDayStart: 60 },
            { heartRate: 61, secondsFromDayStart: 86399 },
          ],
        },
        {
          userId: 5,
          deviceId: 'B2',
          date: '2023-04-06',
          samples: [{ heartRate: 62, secondsFromDayStart: 1 }, { heartRate: 62 }],
        },
      ],
    },
    readings: ['1 2023-04-05T00:00:00.000Z 60', '1 2023-04-05T23:59:59.000Z 61', '1 2023-04-06T00:00:01.000Z 62'],
    leftOut: { no_contact: 1 },
    rejected: ['4 invalid_timestamp'],
    isZoneUsed: true,
    devices: [
      ['A1', 2],
      ['B2', 1],
    ],
  },
  'polar: training sessions': {
    format: polarFormat,
    content: {
      exportVersion: '1.3',
      name: 'Running',
      averageHeartRate: 130,
      exercises: [
        {
          startTime: '2019-04-21T10:10:10.000',
          samples: {
            speed: [{ dateTime: '2019-04-21T10:10:10.000', value: 9 }],
            heartRate: [{ dateTime: '2019-04-21T10:10:10.000', value: 95 }, { dateTime: '2019-04-21T10:10:11.000' }],
          },
        },
      ],
    },
    readings: ['1 2019-04-21T10:10:10.000Z 95'],
    rejected: ['2 invalid_heart_rate'],
    isZoneUsed: true,
  },
  'polar: a day of AccessLink': {
    format: polarFormat,
    content: { heart_rate_samples: [{ heart_rate: 63, sample_time: '00:02:08' }], date: '2021-05-06', polar_user: 'x' },
    readings: ['1 2021-05-06T00:02:08.000Z 63'],
    isZoneUsed: true,
  },
  'polar: samples without their day are rejected': {
    format: polarFormat,
    content: { heart_rate_samples: [{ heart_rate: 63, sample_time: '00:02:08' }], polar_user: 'x' },
    readings: [],
    rejected: ['1 invalid_timestamp'],
  },
};
