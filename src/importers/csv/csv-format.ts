import { delimitedReadings, readingHeader } from '../delimited/delimited-readings.ts';
import { isoTime } from '../iso-time.ts';
import type { ReadingFormat } from '../reading-format.ts';

const COLUMNS = { userId: 'user_id', timestamp: 'timestamp', heartRate: 'heart_rate' };
const HEADER = readingHeader(COLUMNS);

/** Pulsebase's own CSV: `user_id,timestamp,heart_rate`, times in ISO 8601. */
export const csvFormat: ReadingFormat = {
  name: 'csv',
  beginning: `the header ${HEADER.required.join(',')}`,
  detect: (firstLine) => HEADER.parse(firstLine) !== undefined,
  parser: (firstLine, lineNumber, localTime) => {
    const header = HEADER.parse(firstLine);
    if (header === undefined) return undefined;
    return delimitedReadings(header, lineNumber, COLUMNS, (text) => isoTime(text, localTime));
  },
};
