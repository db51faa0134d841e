import { delimitedReadings } from '../delimited/delimited-readings.ts';
import { parseHeader } from '../delimited/header.ts';
import { isoTime } from '../iso-time.ts';
import type { ReadingFormat } from '../reading-format.ts';

const COLUMNS = ['user_id', 'timestamp', 'heart_rate'] as const;

/** Pulsebase's own CSV: `user_id,timestamp,heart_rate`, times in ISO 8601. */
export const csvFormat: ReadingFormat = {
  name: 'csv',
  beginning: `the header ${COLUMNS.join(',')}`,
  detect: (firstLine) => parseHeader(firstLine, COLUMNS) !== undefined,
  parser: (firstLine, lineNumber, localTime) => {
    const header = parseHeader(firstLine, COLUMNS);
    if (header === undefined) return undefined;
    const [userId, timestamp, heartRate] = COLUMNS;
    return delimitedReadings(header, lineNumber, { userId, timestamp, heartRate }, (text) => isoTime(text, localTime));
  },
};
