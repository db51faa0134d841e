import type { ReadingFormat } from '../reading-format.ts';
import { xmlFormat } from '../xml/xml-format.ts';

/** Points of tracks, of routes, and by themselves. */
const POINTS: ReadonlySet<string> = new Set(['trkpt', 'rtept', 'wpt']);
/** The heart rate in the extensions of Garmin (`gpxtpx:hr`), Cluetrust (`gpxdata:hr`) and others. */
const HEART_RATES: ReadonlySet<string> = new Set(['hr', 'heartrate']);

/**
 * GPX with heart rates in the extensions of its points. https://www.topografix.com/GPX/1/1/,
 * https://www8.garmin.com/xmlschemas/TrackPointExtensionv1.xsd
 */
export const gpxFormat: ReadingFormat = xmlFormat({
  name: 'gpx',
  beginning: 'XML with the root element gpx (.gpx)',
  root: 'gpx',
  handler: (job, { add }) => {
    let device: string | undefined;
    let isInPoint = false;
    let time = '';
    let heartRate: string | undefined;
    return {
      open(name, { creator }) {
        if (name === 'gpx') device = creator;
        else if (POINTS.has(name)) {
          isInPoint = true;
          time = '';
          heartRate = undefined;
        }
      },
      close(name, text) {
        if (!isInPoint) return;
        if (name === 'time') time = text.trim();
        else if (HEART_RATES.has(name.toLowerCase())) heartRate = text.trim();
        else if (POINTS.has(name)) {
          isInPoint = false;
          if (heartRate === undefined || heartRate === '') return;
          if (Number(heartRate) === 0) job.leaveOut('no_contact');
          else add({ instant: job.isoTime(time), timestamp: time, heartRate, device });
        }
      },
    };
  },
});
