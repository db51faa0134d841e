import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { LineParser } from '../line-parser.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { textFormat } from '../text-format.ts';
import { NDJSON_TYPES } from './ndjson-types.ts';
import { ObjectRows } from './object-rows.ts';
import { lackOfKeys } from './reading-keys.ts';

/** One JSON object a line: `{"userId":1,"timestamp":"2023-04-05T06:07:08Z","heartRate":72}`; other keys are passed over, and told. */
export const ndjsonFormat: ReadingFormat = textFormat({
  name: 'ndjson',
  beginning: 'a line {"userId":…,"timestamp":"…","heartRate":…}',
  body: {
    mediaTypes: NDJSON_TYPES,
    description: 'One object of userId, timestamp, heartRate a line.',
    example: '{"userId":1,"timestamp":"2023-04-05T07:07:08Z","heartRate":80}\n',
  },
  detect: (firstLine) => firstLine.trimStart().startsWith('{'),
  parser: (firstLine, lineNumber, job, name) => {
    const lack = lackOfKeys(firstLine);
    if (lack !== undefined) throw new PulsebaseError('INVALID_FILE', `${name}: ${lack}`);
    const objects = new ObjectRows(job);
    return new LineParser(
      lineNumber,
      (block, line, text) => objects.add(block, line, 'line', text),
      () => objects.warnings(),
    );
  },
});
