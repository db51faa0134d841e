import type { ReadingBlock } from '../model/reading-block.ts';
import type { RejectionReason } from '../model/rejection.ts';
import type { UserName } from '../model/user-name.ts';
import { addReading } from './add-reading.ts';
import type { ImportJob } from './import-job.ts';
import { inBlocks } from './in-blocks.ts';
import type { LeftOutReason } from './left-out.ts';
import type { BlockOptions } from './reading-format.ts';

/** A record of a file that may be a reading. */
export interface ReadingRecord {
  /** Its number in the file, from 1. */
  readonly row: number;
  /** Whose it is; the person of the import when left out. */
  readonly user?: number | UserName | undefined;
  /** Unix ms; `undefined` when `timestamp` is not a time. */
  readonly instant: number | undefined;
  /** The time as written, for messages. */
  readonly timestamp?: unknown;
  /** In bpm, a number or its text. */
  readonly heartRate: unknown;
  /** What measured it, where the file says so. */
  readonly device?: string | undefined;
  /** The record as written, for the file of rejected rows. */
  readonly text?: string | undefined;
}

/** Takes the readings of a format whose records are not rows of a text. */
export class ReadingWriter {
  readonly #job: ImportJob;
  readonly #current: () => ReadingBlock;
  #header: string | undefined;
  /** The block that has the header. */
  #headed: ReadingBlock | undefined;

  constructor(job: ImportJob, current: () => ReadingBlock) {
    this.#job = job;
    this.#current = current;
  }

  /** Whether nothing more may be added before the format has yielded. */
  get isFull(): boolean {
    return this.#current().isFull;
  }

  /** Adds a reading, or its rejection. */
  add({ row, user = this.#job.person, instant, timestamp = instant, heartRate, device, text }: ReadingRecord): void {
    if (instant !== undefined && !this.#job.takes(device, user, instant)) return;
    this.#job.requireSomebody(user);
    addReading(this.#block(), row, user, instant, timestamp, heartRate, text);
  }

  reject(row: number, reason: RejectionReason, message: string, text?: string): void {
    this.#block().reject(row, reason, message, text);
  }

  /** Tells the header, as written, that all rows of the file are read by. */
  beginHeader(text: string): void {
    this.#header = text;
  }

  #block(): ReadingBlock {
    const block = this.#current();
    if (this.#header !== undefined && block !== this.#headed) {
      block.beginHeader(0, this.#header);
      this.#headed = block;
    }
    return block;
  }

  /** Counts a record that is not a reading. */
  leaveOut(reason: LeftOutReason): void {
    this.#job.leaveOut(reason);
  }
}

/**
 * The readings of a file in fresh blocks.
 *
 * @param write Adds the readings, and yields at the latest when the writer is full. Where it throws, the rows up to there are
 * given first.
 */
export function writeBlocks(
  job: ImportJob,
  options: BlockOptions,
  write: (rows: ReadingWriter) => AsyncIterable<unknown>,
): AsyncGenerator<ReadingBlock> {
  return job.notes.of(inBlocks((current) => write(new ReadingWriter(job, current)), options));
}

/** Takes the records of a format as its parser comes upon them, and numbers them where they are not lines, which have numbers. */
export interface RecordSink {
  /** A record that may be a reading. */
  add(record: Omit<ReadingRecord, 'row'>, line?: number): void;
  /** A record that cannot be read. */
  reject(reason: RejectionReason, message: string, text?: string, line?: number): void;
  /** The header, as written, that all records are read by; told before the first of them. */
  beginHeader(text: string): void;
}

/**
 * The readings of a file whose parser does not stop at each of them, in fresh blocks.
 *
 * @param read Hands records over, and comes back after a few thousand of them at most. Where it throws, the records up to there
 * are given first.
 */
export function recordBlocks(
  job: ImportJob,
  options: BlockOptions,
  read: (records: RecordSink) => AsyncIterable<unknown>,
): AsyncGenerator<ReadingBlock> {
  return writeBlocks(job, options, async function* (rows) {
    /** What came while the block had no more room. */
    let held: (() => void)[] = [];
    let row = 0;
    const numberOf = (line = row + 1) => {
      row += 1;
      return line;
    };
    const add = (record: Omit<ReadingRecord, 'row'>, line?: number) => rows.add({ row: numberOf(line), ...record });
    const steps = read({
      add: (record, line) => {
        if (rows.isFull) held.push(() => add(record, line));
        else add(record, line);
      },
      reject: (reason, message, text, line) => {
        const reject = () => rows.reject(numberOf(line), reason, message, text);
        if (rows.isFull) held.push(reject);
        else reject();
      },
      beginHeader: (text) => rows.beginHeader(text),
    });
    function* write() {
      if (rows.isFull) yield;
      for (const each of held) {
        each();
        if (rows.isFull) yield;
      }
      held = [];
    }
    try {
      for await (const _ of steps) {
        yield* write();
        yield;
      }
    } catch (error) {
      yield* write();
      throw error;
    }
  });
}
