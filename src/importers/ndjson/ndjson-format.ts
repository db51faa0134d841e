import { LineParser } from '../line-parser.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { textFormat } from '../text-format.ts';
import { addObject } from './add-object.ts';
import { NDJSON_TYPES } from './ndjson-types.ts';

/** One JSON object a line: `{"userId":1,"timestamp":"2023-04-05T06:07:08Z","heartRate":72}`; other keys are passed over. */
export const ndjsonFormat: ReadingFormat = textFormat({
  name: 'ndjson',
  beginning: 'a line {"userId":…,"timestamp":"…","heartRate":…}',
  body: {
    mediaTypes: NDJSON_TYPES,
    description: 'One object of userId, timestamp, heartRate a line.',
    example: '{"userId":1,"timestamp":"2023-04-05T07:07:08Z","heartRate":80}\n',
  },
  detect: (firstLine) => firstLine.trimStart().startsWith('{'),
  parser: (_firstLine, lineNumber, { zone }) =>
    new LineParser(lineNumber, (block, line, row) => addObject(block, line, 'line', row, zone)),
});
