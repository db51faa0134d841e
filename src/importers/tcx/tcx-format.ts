import type { ReadingFormat } from '../reading-format.ts';
import { xmlFormat } from '../xml/xml-format.ts';

/** What straps write while they have no contact: 0, and in some files 1. */
const NO_CONTACT: ReadonlySet<string> = new Set(['0', '1']);

/**
 * Training Center XML: the heart rates of track points.
 * https://www8.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd
 */
export const tcxFormat: ReadingFormat = xmlFormat({
  name: 'tcx',
  beginning: 'XML with the root element TrainingCenterDatabase (.tcx)',
  root: 'TrainingCenterDatabase',
  handler: (job, { add }) => {
    let isInTrackpoint = false;
    let isInHeartRate = false;
    let time = '';
    let heartRate: string | undefined;
    return {
      open(name) {
        if (name === 'Trackpoint') {
          isInTrackpoint = true;
          time = '';
          heartRate = undefined;
        } else if (name === 'HeartRateBpm') isInHeartRate = true;
        else if (name === 'AverageHeartRateBpm' || name === 'MaximumHeartRateBpm') job.leaveOut('statistic');
      },
      close(name, text) {
        if (name === 'HeartRateBpm') isInHeartRate = false;
        if (!isInTrackpoint) return;
        // The first version of the schema writes the number itself.
        if (name === 'HeartRateBpm' && text.trim() !== '') heartRate = text.trim();
        else if (name === 'Time') time = text.trim();
        else if (name === 'Value' && isInHeartRate) heartRate = text.trim();
        else if (name === 'Trackpoint') {
          isInTrackpoint = false;
          if (heartRate === undefined) return;
          if (NO_CONTACT.has(heartRate)) job.leaveOut('no_contact');
          else add({ instant: job.isoTime(time), timestamp: time, heartRate });
        }
      },
    };
  },
});
