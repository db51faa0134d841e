import type { ReadingBlock } from '../../model/reading-block.ts';
import { userOfReading } from '../../model/user-of-reading.ts';
import { addReading } from '../add-reading.ts';
import type { ImportJob } from '../import-job.ts';
import { IsoTimes } from '../iso-times.ts';
import { noObject, parseObject } from './parse-object.ts';
import { listKeys, READING_KEYS } from './reading-keys.ts';

/** Keys that are remembered; a file may have a new one in each row. */
const MOST_KEYS = 1000;

/** The JSON objects of one file, as readings. */
export class ObjectRows {
  readonly #job: ImportJob;
  readonly #times: IsoTimes;
  readonly #unknown = new Set<string>();

  constructor(job: ImportJob) {
    this.#job = job;
    this.#times = new IsoTimes(job.rowClocks);
  }

  /** Adds the reading that a JSON object holds, or its rejection; `what` is what messages call the text. */
  add(block: ReadingBlock, row: number, what: string, text: string): void {
    const object = parseObject(text);
    if (object === undefined) {
      block.reject(row, 'malformed_row', noObject(what, text), text);
      return;
    }
    for (const key in object) {
      if (!READING_KEYS.has(key) && this.#unknown.size < MOST_KEYS) this.#unknown.add(key);
    }
    const { userId, user, timestamp, heartRate } = object;
    const who = userOfReading(userId, user) ?? this.#job.person;
    if (typeof timestamp !== 'string') {
      addReading(block, row, who, undefined, timestamp, heartRate, text);
      return;
    }
    const instant = this.#times.read(timestamp, userId ?? user);
    if (instant !== undefined && this.#job.choosesDevices && !this.#job.takes(undefined, undefined, instant)) return;
    addReading(block, row, who, instant, timestamp, heartRate, text, this.#times.why);
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    const keys = [...this.#unknown];
    return [...(keys.length === 0 ? [] : [`keys that are passed over: ${listKeys(keys)}`]), ...this.#times.warnings()];
  }
}
