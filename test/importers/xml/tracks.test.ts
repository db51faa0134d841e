import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gpxFormat } from '../../../src/importers/gpx/gpx-format.ts';
import { localTime } from '../../../src/importers/local-time.ts';
import { tcxFormat } from '../../../src/importers/tcx/tcx-format.ts';
import { readFormat } from '../read-format.ts';

const tcx = (points: string) => `<?xml version="1.0"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Running">
<Lap StartTime="2025-09-24T13:40:09Z"><AverageHeartRateBpm><Value>122</Value></AverageHeartRateBpm>
<MaximumHeartRateBpm><Value>128</Value></MaximumHeartRateBpm><Track>${points}</Track></Lap></Activity></Activities>
</TrainingCenterDatabase>`;
const point = (time: string, heartRate: string) =>
  `<Trackpoint><Time>${time}</Time>${heartRate === '' ? '' : `<HeartRateBpm xsi:type="HeartRateInBeatsPerMinute_t">\n<Value> ${heartRate} </Value></HeartRateBpm>`}<Cadence>80</Cadence><Extensions><Value>77</Value></Extensions></Trackpoint>`;

describe('TCX', () => {
  test('of the first version, whose heart rates are no elements of their own, gives them too', async () => {
    const point = '<Trackpoint><Time>2006-01-01T10:00:00Z</Time><HeartRateBpm>119</HeartRateBpm></Trackpoint>';
    const { readings } = await readFormat(tcxFormat, tcx(point));
    assert.deepEqual(readings, ['1 2006-01-01T10:00:00.000Z 119']);
  });

  test('gives the heart rates of track points, not those of laps', async () => {
    const { readings, rejected, leftOut } = await readFormat(
      tcxFormat,
      tcx(
        point('2025-09-24T13:40:09Z', '95') +
          point('2025-09-24T13:40:10.500+02:00', '96') +
          point('2025-09-24T13:40:11Z', ''),
      ),
    );
    assert.deepEqual(readings, ['1 2025-09-24T13:40:09.000Z 95', '1 2025-09-24T11:40:10.500Z 96']);
    assert.deepEqual(rejected, []);
    assert.deepEqual(leftOut, { statistic: 2 });
  });

  test('leaves out 0 and 1, which straps write without contact', async () => {
    const { readings, leftOut } = await readFormat(
      tcxFormat,
      tcx(point('2025-09-24T13:40:09Z', '1') + point('2025-09-24T13:40:10Z', '0')),
    );
    assert.deepEqual(readings, []);
    assert.equal(leftOut.no_contact, 2);
  });

  test('times without an offset are those of the zone that was given', async () => {
    const content = tcx(point('2025-09-24T13:40:09', '95'));
    const { readings, isZoneUsed } = await readFormat(tcxFormat, content, { zone: localTime('Europe/Berlin') });
    assert.deepEqual(readings, ['1 2025-09-24T11:40:09.000Z 95']);
    assert.equal(isZoneUsed, true);
    assert.equal((await readFormat(tcxFormat, tcx(point('2025-09-24T13:40:09Z', '95')))).isZoneUsed, false);
  });

  test('a point without a time is rejected', async () => {
    const { rejected } = await readFormat(tcxFormat, tcx(point('', '95') + point('yesterday', '96')));
    assert.deepEqual(
      rejected.map((line) => line.split(':')[0]),
      ['1 invalid_timestamp', '2 invalid_timestamp'],
    );
  });
});

describe('GPX', () => {
  const gpx = (points: string) => `<?xml version='1.0' encoding='UTF-8'?>
<!-- a ride -->
<gpx version="1.1" creator="Watch 3" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><metadata><time>2018-01-01T00:00:00Z</time></metadata><trk><trkseg>${points}</trkseg></trk></gpx>`;

  test('gives the heart rates of any extension', async () => {
    const { readings, devices } = await readFormat(
      gpxFormat,
      gpx(`<trkpt lat="1" lon="2"><time>2018-05-14T09:54:10Z</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>125</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions></trkpt>
      <trkpt lat="1" lon="2"><time>2018-05-14T09:54:11Z</time><extensions><ns3:hr>126.5</ns3:hr></extensions></trkpt>
      <trkpt lat="1" lon="2"><time>2018-05-14T09:54:12Z</time><extensions><heartrate>127</heartrate></extensions></trkpt>
      <trkpt lat="1" lon="2"><time>2018-05-14T09:54:13Z</time></trkpt>`),
    );
    assert.deepEqual(readings, [
      '1 2018-05-14T09:54:10.000Z 125',
      '1 2018-05-14T09:54:11.000Z 126.5',
      '1 2018-05-14T09:54:12.000Z 127',
    ]);
    assert.deepEqual(
      devices.map(({ device, readings: count }) => [device, count]),
      [['Watch 3', 3]],
    );
  });

  test('leaves out 0', async () => {
    const { readings, leftOut } = await readFormat(
      gpxFormat,
      gpx('<wpt lat="1" lon="2"><time>2018-05-14T09:54:10Z</time><extensions><hr>0</hr></extensions></wpt>'),
    );
    assert.deepEqual([readings, leftOut], [[], { no_contact: 1 }]);
  });
});
