import type { ReadingBlock } from '../../model/reading-block.ts';
import type { LocalTime } from '../local-time.ts';
import { addObject } from '../ndjson/add-object.ts';
import type { ReadingParser } from '../reading-parser.ts';
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

  read(text: string, until: number, isLast: boolean, block: ReadingBlock): number {
    return this.#elements.read(
      text,
      until,
      isLast,
      () => block.isFull,
      (element) => addObject(block, ++this.#row, 'element', element, this.#localTime),
    );
  }

  tooLong(): void {}

  warnings(): readonly string[] {
    return [];
  }
}
