import { fitbitFormat } from '../../../src/importers/fitbit/fitbit-format.ts';
import { fitbitApiFormat } from '../../../src/importers/fitbit-api/fitbit-api-format.ts';
import { googleFitFormat } from '../../../src/importers/google-fit/google-fit-format.ts';
import { healthAutoExportFormat } from '../../../src/importers/health-auto-export/health-auto-export-format.ts';
import { huaweiFormat } from '../../../src/importers/huawei/huawei-format.ts';
import { openMhealthFormat } from '../../../src/importers/open-mhealth/open-mhealth-format.ts';
import { ouraFormat } from '../../../src/importers/oura/oura-format.ts';
import { samsungBinsFormat } from '../../../src/importers/samsung-bins/samsung-bins-format.ts';
import { suuntoFormat } from '../../../src/importers/suunto/suunto-format.ts';

import { FHIR_FILES } from './fhir-files.ts';
import type { JsonFile } from './json-file.ts';
import { POLAR_FILES } from './polar-files.ts';

/** Files of each format of JSON. */
export const JSON_FILES: { readonly [name: string]: JsonFile } = {
  'fitbit: month first, confidence 0 left out': {
    format: fitbitFormat,
    content: [
      { dateTime: '05/01/23 07:00:15', value: { bpm: 66, confidence: 3 } },
      { dateTime: '05/01/23 07:00:20', value: { bpm: 70, confidence: 0 } },
      { dateTime: '12/31/23 23:59:59', value: { bpm: 67, confidence: 1 } },
      { dateTime: '13/01/23 07:00:20', value: { bpm: 68, confidence: 1 } },
    ],
    readings: ['1 2023-05-01T07:00:15.000Z 66', '1 2023-12-31T23:59:59.000Z 67'],
    leftOut: { unreliable: 1 },
    rejected: ['3 invalid_timestamp'],
    isZoneUsed: true,
  },
  'fitbit: resting rates of days': {
    format: fitbitFormat,
    content: [
      { dateTime: '05/01/23 00:00:00', value: { date: '05/01/23', value: 63.4, error: 6.8 } },
      { dateTime: '05/02/23 00:00:00', value: { date: null, value: 0, error: 0 } },
    ],
    readings: [],
    leftOut: { resting: 2 },
  },
  'fitbit-api: the day stands before or behind its times': {
    format: fitbitApiFormat,
    content: {
      'activities-heart-intraday': {
        dataset: [
          { time: '00:01:00', value: 64 },
          { time: '23:59:59', value: 65 },
        ],
        datasetType: 'second',
      },
      'activities-heart': [{ dateTime: '2015-08-21', value: { restingHeartRate: 60, heartRateZones: [{ max: 94 }] } }],
    },
    readings: ['1 2015-08-21T00:01:00.000Z 64', '1 2015-08-21T23:59:59.000Z 65'],
    leftOut: { resting: 1 },
    isZoneUsed: true,
  },
  'fitbit-api: times without their day are rejected': {
    format: fitbitApiFormat,
    content: { 'activities-heart-intraday': { dataset: [{ time: '00:01:00', value: 64 }], datasetType: 'second' } },
    readings: [],
    rejected: ['1 invalid_timestamp'],
  },
  'google-fit: nanoseconds are cut off, summaries are left out': {
    format: googleFitFormat,
    content: {
      'Data Source': 'derived:com.google.heart_rate.bpm:com.google.android.gms:merge_heart_rate_bpm',
      'Data Points': [
        {
          fitValue: [{ value: { fpVal: 72 } }],
          originDataSourceId: 'raw:watch',
          startTimeNanos: '1680674828123999999',
          dataTypeName: 'com.google.heart_rate.bpm',
        },
        {
          fitValue: [{ value: { fpVal: 73.5 } }],
          originDataSourceId: '',
          startTimeNanos: 1680674829000000000,
          dataTypeName: 'com.google.heart_rate.bpm',
        },
        {
          fitValue: [{ value: { fpVal: 73.5 } }, { value: { fpVal: 90 } }],
          startTimeNanos: 1680674830000000000,
          dataTypeName: 'com.google.heart_rate.summary',
        },
        { fitValue: [], startTimeNanos: 1680674831000000000, dataTypeName: 'com.google.heart_rate.bpm' },
      ],
    },
    readings: ['1 2023-04-05T06:07:08.123Z 72', '1 2023-04-05T06:07:09.000Z 73.5'],
    leftOut: { statistic: 1 },
    rejected: ['3 invalid_heart_rate'],
    devices: [
      ['derived:com.google.heart_rate.bpm:com.google.android.gms:merge_heart_rate_bpm', 2],
      ['raw:watch', 1],
    ],
  },
  'samsung-bins: a bin begins at its start': {
    format: samsungBinsFormat,
    content: [
      { heart_rate: 72, heart_rate_max: 80, heart_rate_min: 70, start_time: 1680674828000, end_time: 1680674887000 },
      { heart_rate: 0, start_time: 1680674888000, end_time: 1680674947000 },
    ],
    readings: ['1 2023-04-05T06:07:08.000Z 72'],
    leftOut: { no_value: 1 },
  },
  ...POLAR_FILES,
  oura: {
    format: ouraFormat,
    content: {
      data: [
        { bpm: 60, source: 'awake', timestamp: '2023-04-05T06:07:08+02:00' },
        { bpm: 61, source: 'rest', timestamp: 'x' },
      ],
      next_token: null,
    },
    readings: ['1 2023-04-05T04:07:08.000Z 60'],
    rejected: ['2 invalid_timestamp'],
  },
  'huawei: by key, values as text': {
    format: huaweiFormat,
    content: [
      {
        recordDay: 1,
        samplePoints: [
          { key: 'DATA_POINT_DYNAMIC_HEARTRATE', startTime: 1680674828000, value: '89.0' },
          { key: 'DATA_POINT_REST_HEARTRATE', startTime: 1680674828000, value: '55' },
        ],
      },
      {
        recordDay: 2,
        samplePoints: [
          { key: 'DATA_POINT_STEP', startTime: 1680674828000, value: '7' },
          { key: 'DATA_POINT_DYNAMIC_HEARTRATE', startTime: 1680674829000, value: '0.0' },
        ],
      },
    ],
    readings: ['1 2023-04-05T06:07:08.000Z 89'],
    leftOut: { resting: 1, no_value: 1 },
  },
  'suunto: Hz': {
    format: suuntoFormat,
    content: {
      DeviceLog: {
        Header: { HR: [{ Avg: 1.5 }] },
        Windows: [{ Window: { HR: [{ Avg: 1.5, Max: 2 }] } }],
        Device: { Name: 'Amsterdam' },
        Samples: [
          { HR: 1.4299999999999999, TimeISO8601: '2018-03-13T17:57:01.497+01:00' },
          { HR: 1.52, TimeISO8601: '2018-03-13T17:57:02.497+01:00' },
          { HR: null, TimeISO8601: '2018-03-13T17:57:02.497+01:00' },
          { HR: 0, TimeISO8601: '2018-03-13T17:57:03.497+01:00' },
          { Attributes: { 'suunto/sml': { Sample: { HR: 2, UTC: '2018-03-13T16:57:04Z' } } } },
          { Events: [] },
        ],
        'R-R': { Data: [600, 610] },
      },
    },
    readings: ['1 2018-03-13T16:57:01.497Z 85.8', '1 2018-03-13T16:57:02.497Z 91.2', '1 2018-03-13T16:57:04.000Z 120'],
    leftOut: { statistic: 1, no_contact: 1 },
    devices: [['Amsterdam', 3]],
  },
  'health-auto-export: single values, whatever the order of members': {
    format: healthAutoExportFormat,
    content: {
      data: {
        metrics: [
          { name: 'step_count', units: 'count', data: [{ date: '2023-04-05 06:07:08 +0200', qty: 60 }] },
          {
            data: [
              { date: '2023-04-05 06:07:08 +0200', qty: 72, source: 'Watch' },
              { date: 'x', qty: 73 },
            ],
            units: 'count/min',
            name: 'heart_rate',
          },
          { units: 'count/min', data: [{ date: '2023-04-05 00:00:00 +0200', qty: 55 }], name: 'resting_heart_rate' },
          { name: 'heart_rate', units: 'Hz', data: [{ date: '2023-04-05 06:07:09 +0200', qty: 1.5 }] },
          { name: 'heart_rate', units: 'kg', data: [{ date: '2023-04-05 06:07:10 +0200', qty: 1.5 }] },
        ],
        workouts: [],
      },
    },
    readings: ['1 2023-04-05T04:07:08.000Z 72', '1 2023-04-05T04:07:09.000Z 90'],
    leftOut: { resting: 1 },
    rejected: ['2 invalid_timestamp', '4 invalid_heart_rate'],
    devices: [['Watch', 1]],
  },
  'health-auto-export: aggregates': {
    format: healthAutoExportFormat,
    content: {
      data: {
        metrics: [
          {
            name: 'heart_rate',
            units: 'bpm',
            data: [{ date: '2023-04-05 06:00:00 +0200', Min: 60, Avg: 70, Max: 80 }],
          },
        ],
      },
    },
    readings: [],
    leftOut: { statistic: 1 },
  },
  'open-mhealth: one measurement': {
    format: openMhealthFormat,
    content: {
      heart_rate: { value: 60, unit: 'beats/min' },
      effective_time_frame: { date_time: '2013-02-05T07:25:00Z' },
    },
    readings: ['1 2013-02-05T07:25:00.000Z 60'],
  },
  'open-mhealth: data points': {
    format: openMhealthFormat,
    content: [
      {
        header: {
          schema_id: { name: 'heart-rate' },
          user_id: 'jdoe',
          acquisition_provenance: { source_name: 'Strap' },
        },
        body: {
          heart_rate: { value: 61, unit: 'beats/min' },
          effective_time_frame: {
            time_interval: { start_date_time: '2013-02-05T07:25:00-01:00', end_date_time: '2013-02-05T07:26:00-01:00' },
          },
        },
      },
      { header: { schema_id: { name: 'step-count' } }, body: { step_count: 5 } },
      {
        header: { schema_id: { name: 'heart-rate' } },
        body: {
          heart_rate: { value: 50, unit: 'beats/min' },
          effective_time_frame: { date_time: '2013-02-05T07:25:00Z' },
          descriptive_statistic: 'minimum',
        },
      },
      {
        header: { schema_id: { name: 'heart-rate' } },
        body: {
          heart_rate: { value: 50, unit: 'beat/min' },
          effective_time_frame: { date_time: '2013-02-05T07:25:00Z' },
        },
      },
      { header: { schema_id: { name: 'heart-rate' } }, body: { heart_rate: { value: 50, unit: 'beats/min' } } },
    ],
    readings: ['"jdoe" 2013-02-05T08:25:00.000Z 61'],
    leftOut: { statistic: 1 },
    rejected: ['2 invalid_heart_rate', '3 invalid_timestamp'],
    devices: [['Strap', 1]],
  },
  ...FHIR_FILES,
};
