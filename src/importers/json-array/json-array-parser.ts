import type { ReadingBlock } from '../../model/reading-block.ts';
import type { ImportJob } from '../import-job.ts';
import { ObjectRows } from '../ndjson/object-rows.ts';
import { lackOfKeys } from '../ndjson/reading-keys.ts';
import type { ReadingParser } from '../reading-parser.ts';
import { JsonArrayElements } from './json-array-elements.ts';

/** Readings in a JSON array, parsed as it comes in. Numbers are read as written, since one past 2^53 would be rounded. */
export class JsonArrayParser implements ReadingParser {
  readonly #elements = new JsonArrayElements();
  readonly #objects: ObjectRows;
  #lack: string | undefined;
  #row = 0;

  constructor(job: ImportJob) {
    this.#objects = new ObjectRows(job);
  }

  /** What is wrong with the array itself; rows up to there were given. */
  get failure(): string | undefined {
    return this.#lack ?? this.#elements.failure;
  }

  read(text: string, until: number, isLast: boolean, block: ReadingBlock): number {
    return this.#elements.read(
      text,
      until,
      isLast,
      () => block.isFull || this.#lack !== undefined,
      (element) => this.#add(block, element),
    );
  }

  #add(block: ReadingBlock, element: string): void {
    if (this.#row === 0) this.#lack = lackOfKeys(element);
    if (this.#lack === undefined) this.#objects.add(block, ++this.#row, 'element', element);
  }

  tooLong(): void {}

  warnings(): readonly string[] {
    return this.#objects.warnings();
  }
}
