import type { ReadingBlock } from '../../model/reading-block.ts';
import { addReading } from '../add-reading.ts';
import { MAX_LINE_BYTES } from '../input/text-pieces.ts';
import { isoTime } from '../iso-time.ts';
import type { LocalTime } from '../local-time.ts';
import type { ReadingFormat, ReadingParser } from '../reading-format.ts';
import { noObject, parseObject } from './parse-object.ts';

/** One JSON object a line: `{"userId":1,"timestamp":"2023-04-05T06:07:08Z","heartRate":72}`; other keys are passed over. */
export const ndjsonFormat: ReadingFormat = {
  name: 'ndjson',
  beginning: 'a line {"userId":…,"timestamp":"…","heartRate":…}',
  detect: (firstLine) => firstLine.trimStart().startsWith('{'),
  parser: (_firstLine, lineNumber, localTime) => new NdjsonParser(lineNumber, localTime),
};

class NdjsonParser implements ReadingParser {
  #line: number;
  readonly #localTime: LocalTime;

  constructor(firstLine: number, localTime: LocalTime) {
    this.#line = firstLine;
    this.#localTime = localTime;
  }

  read(text: string, at: number, _isLast: boolean, block: ReadingBlock): number {
    while (at < text.length && !block.isFull) {
      let end = text.indexOf('\n', at);
      if (end < 0) end = text.length;
      const line = text.slice(at, end).trim();
      if (line !== '') this.#readLine(line, block);
      this.#line += 1;
      at = end + 1;
    }
    return Math.min(at, text.length);
  }

  #readLine(text: string, block: ReadingBlock): void {
    const object = parseObject(text);
    if (object === undefined) {
      block.reject(this.#line, 'malformed_row', noObject('line', text));
      return;
    }
    const { userId, timestamp, heartRate } = object;
    const instant = typeof timestamp === 'string' ? isoTime(timestamp, this.#localTime) : undefined;
    addReading(block, this.#line, userId, instant, timestamp, heartRate);
  }

  tooLong(block: ReadingBlock): void {
    block.reject(this.#line, 'malformed_row', `the line is longer than ${MAX_LINE_BYTES} bytes`);
    this.#line += 1;
  }

  warnings(): readonly string[] {
    return [];
  }
}
