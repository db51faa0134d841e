import type { ReadingBlock } from '../../model/reading-block.ts';
import type { LocalTime } from '../local-time.ts';
import { LINE_TOO_LONG } from '../max-row.ts';
import type { ReadingFormat } from '../reading-format.ts';
import type { ReadingParser } from '../reading-parser.ts';
import { textFormat } from '../text-format.ts';
import { addObject } from './add-object.ts';
import { NDJSON_TYPES } from './ndjson-types.ts';
import { TextLines } from './text-lines.ts';

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
  parser: (_firstLine, lineNumber, localTime) => new NdjsonParser(lineNumber, localTime),
});

class NdjsonParser implements ReadingParser {
  readonly #lines: TextLines;
  readonly #localTime: LocalTime;

  constructor(firstLine: number, localTime: LocalTime) {
    this.#lines = new TextLines(firstLine);
    this.#localTime = localTime;
  }

  read(text: string, until: number, isLast: boolean, block: ReadingBlock): number {
    return this.#lines.read(
      text,
      until,
      isLast,
      () => block.isFull,
      (line, row) => addObject(block, line, 'line', row, this.#localTime),
    );
  }

  tooLong(block: ReadingBlock): void {
    block.reject(this.#lines.skip(), 'malformed_row', LINE_TOO_LONG);
  }

  warnings(): readonly string[] {
    return [];
  }
}
