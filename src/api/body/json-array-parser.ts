import { addReading } from '../../importers/add-reading.ts';
import { isoTime } from '../../importers/iso-time.ts';
import type { LocalTime } from '../../importers/local-time.ts';
import { noObject, parseObject } from '../../importers/ndjson/parse-object.ts';
import type { ReadingParser } from '../../importers/reading-format.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import { JsonArrayElements } from './json-array-elements.ts';

/** Readings in a JSON array, parsed as it comes in. Numbers are read as written, since one past 2^53 would be rounded. */
export class JsonArrayParser implements ReadingParser {
  readonly #elements = new JsonArrayElements();
  readonly #localTime: LocalTime;
  #row = 0;

  constructor(localTime: LocalTime) {
    this.#localTime = localTime;
  }

  /** What is wrong with the array itself; rows up to there were given. */
  get failure(): string | undefined {
    return this.#elements.failure;
  }

  read(text: string, at: number, isLast: boolean, block: ReadingBlock): number {
    return this.#elements.read(
      text,
      at,
      isLast,
      () => block.isFull,
      (element) => this.#readElement(element, block),
    );
  }

  #readElement(text: string, block: ReadingBlock): void {
    this.#row += 1;
    const object = parseObject(text);
    if (object === undefined) {
      block.reject(this.#row, 'malformed_row', noObject('element', text));
      return;
    }
    const { userId, timestamp, heartRate } = object;
    const instant = typeof timestamp === 'string' ? isoTime(timestamp, this.#localTime) : undefined;
    addReading(block, this.#row, userId, instant, timestamp, heartRate);
  }

  tooLong(): void {}

  warnings(): readonly string[] {
    return [];
  }
}
