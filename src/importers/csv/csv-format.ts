import { delimitedReadings, readingHeader } from '../delimited/delimited-readings.ts';
import { isoTime } from '../iso-time.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { textFormat } from '../text-format.ts';

const COLUMNS = { userId: 'user_id', timestamp: 'timestamp', heartRate: 'heart_rate' };
const HEADER = readingHeader(COLUMNS);

/** Pulsebase's own CSV: `user_id,timestamp,heart_rate`, times in ISO 8601. */
export const csvFormat: ReadingFormat = textFormat({
  name: 'csv',
  beginning: `the header ${HEADER.required.join(',')}`,
  body: {
    mediaTypes: ['text/csv'],
    description: `With the header ${HEADER.required.join(',')}.`,
    example: 'user_id,timestamp,heart_rate\n1,2023-04-05T07:07:08Z,80\n',
  },
  detect: (firstLine) => HEADER.parse(firstLine) !== undefined,
  parser: (firstLine, lineNumber, { zone }) => {
    const header = HEADER.parse(firstLine);
    if (header === undefined) return undefined;
    return delimitedReadings(header, lineNumber, COLUMNS, (text) => isoTime(text, zone));
  },
});
