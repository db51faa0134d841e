import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { appleHealthFormat } from '../../../src/importers/apple-health/apple-health-format.ts';
import { gpxFormat } from '../../../src/importers/gpx/gpx-format.ts';
import { tcxFormat } from '../../../src/importers/tcx/tcx-format.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { readFormat } from '../read-format.ts';

const FILES = [
  [
    appleHealthFormat,
    '<HealthData><Me HKCharacteristicTypeIdentifierDateOfBirth="1990-05-20"/>\n<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Zoë\'s &lt;Watch&gt;" unit="count/min" startDate="2024-01-01 01:01:36 +0200" value="74"/><Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" startDate="2024-01-01 01:01:37 +0200" value="75"/></HealthData>',
  ],
  [
    tcxFormat,
    '<TrainingCenterDatabase><Trackpoint><Time>2025-09-24T13:40:09Z</Time><HeartRateBpm><Value>95</Value></HeartRateBpm></Trackpoint><Trackpoint><Time>2025-09-24T13:40:10Z</Time><HeartRateBpm><Value><![CDATA[96]]></Value></HeartRateBpm></Trackpoint></TrainingCenterDatabase>',
  ],
  [
    gpxFormat,
    '<gpx creator="é"><trkpt><time>2018-05-14T09:54:10Z</time><hr>125</hr></trkpt><trkpt><time>2018-05-14T09:54:11Z</time><hr>126</hr></trkpt></gpx>',
  ],
] as const;

describe('files of XML', () => {
  test('give the same however their bytes are cut', async () => {
    for (const [format, content] of FILES) {
      const whole = await readFormat(format, content);
      assert.deepEqual([whole.readings.length, whole.error], [2, undefined]);
      for (const chunkBytes of [1, 7, 100]) assert.deepEqual(await readFormat(format, content, { chunkBytes }), whole);
    }
  });

  test('cut and changed anywhere, give what can be read or one clear error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FILES),
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.constantFrom('<', '>', '&', '"', '\0', ']]>', '</x>', 'é', '<!--', ''),
          ),
          { maxLength: 4 },
        ),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async ([format, content], edits, share) => {
          let text: string = content;
          for (const [place, put] of edits) {
            const at = Math.floor(place * text.length);
            text = text.slice(0, at) + put + text.slice(at + 1);
          }
          const { readings, error } = await readFormat(
            format,
            Buffer.from(text).subarray(0, Math.ceil(share * text.length)),
          );
          assert.ok(readings.length <= 2);
          assert.ok(
            error === undefined || (error instanceof PulsebaseError && error.code === 'INVALID_FILE'),
            String(error),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('no entity is expanded, no tag, text or nesting is without bounds', async () => {
    const errorOf = async (content: string) => String((await readFormat(tcxFormat, content)).error);
    const bomb =
      '<!DOCTYPE TrainingCenterDatabase [<!ENTITY a "xxxx"><!ENTITY b "&a;&a;">]><TrainingCenterDatabase>&b;</TrainingCenterDatabase>';
    assert.match(await errorOf(bomb), /undefined entity/);
    assert.match(await errorOf(`<TrainingCenterDatabase a="${'x'.repeat(3_000_000)}"`), /more than 1048576 characters/);
    assert.match(await errorOf(`<TrainingCenterDatabase>${'x'.repeat(3_000_000)}`), /more than 1048576 characters/);
    assert.match(await errorOf(`<TrainingCenterDatabase>${'<a>'.repeat(300)}`), /more than 256 deep/);
  });

  test('of another root element are refused', async () => {
    assert.match(
      String((await readFormat(gpxFormat, '<kml/>')).error),
      /the file is not XML with the root element gpx/,
    );
  });
});
