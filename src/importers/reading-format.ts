import type { ReadingBlock } from '../model/reading-block.ts';
import type { ImportJob } from './import-job.ts';
import type { TableOptions } from './table-options.ts';

/** What rows have numbers of: the lines of a text, or the records that a file holds. */
export type Numbered = 'lines' | 'records';

/** A kind of file that holds readings, text or binary. Adding one is a folder and a line in the registry. */
export interface ReadingFormat {
  /** A word in small letters, as `import --format` takes it. */
  readonly name: string;
  /** How a file of this format begins, for messages: `a line that begins with …`. */
  readonly beginning: string;
  /** What its rows are numbered by, for messages; records when left out. */
  readonly numbered?: Numbered;
  /** How it is sent to the service; left out, it is for files alone. */
  readonly body?: FormatBody;
  /**
   * Whether a file is of this format, by its content.
   *
   * @param head its first bytes: the first line whole, and a few KiB at least, where there are as many.
   * @param hints what else is known of it.
   */
  begins(head: Buffer, hints?: FormatHints): boolean;
  /**
   * Checks the beginning of the bytes, and yields the readings in them. Reports anything else it finds to `job`.
   *
   * @throws PulsebaseError `INVALID_FILE` when they are not of this format, and what the chunks throw.
   */
  open(input: ReadingInput, job: ImportJob): Promise<OpenReadings>;
}

/** What may be known of a file beside its bytes. */
export interface FormatHints {
  /** Its name without folders, where the same table may hold heart rates or something else. */
  readonly fileName?: string | undefined;
  /** What the caller knows of it, should it be a plain table. */
  readonly table?: TableOptions | undefined;
  /** Whether it is one of many files in a folder or an archive, most of which hold no readings. */
  readonly isOneOfMany?: boolean | undefined;
}

/** How files of a format are sent over HTTP. */
export interface FormatBody {
  /** Content types, in small letters; the description of the service names the first. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** What such a body contains, for the description of the service. */
  readonly description: string;
  /** A body of one reading, where it can be shown as text. */
  readonly example?: string;
  /** No fewer rows than a body holds, rejected ones too. It costs memory: 32 bytes a row. */
  mostRows(pieces: readonly Buffer[]): number;
}

/** The bytes of a file, unpacked. */
export interface ReadingInput {
  /** How messages call it. */
  readonly name: string;
  /** The bytes, once. */
  readonly chunks: AsyncGenerator<Buffer>;
  /** Blank lines that stood before them; none when left out. */
  readonly linesBefore?: number;
  /** The same bytes once more, from the first, for formats that look ahead; left out where they come once, as from a pipe. */
  reopen?(): Promise<AsyncGenerator<Buffer>>;
  /** The file that holds exactly these bytes, where there is one; `withFile` makes one where there is none. */
  readonly path?: string | undefined;
}

/** The readings of a file that was looked at. */
export interface OpenReadings {
  /**
   * The readings, once, in fresh blocks. Rows that cannot be read are rejections of their block. Where the bytes end with an
   * error, the rows up to there are given first; not so after an abort.
   *
   * @throws PulsebaseError `INVALID_FILE`, `ABORTED`, and what the chunks throw.
   */
  blocks(options: BlockOptions): AsyncGenerator<ReadingBlock>;
}

export interface BlockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Rows of a block; as many as a block usually has when left out. */
  readonly capacity?: number | undefined;
  /** Whether the blocks keep the rows as they were written. */
  readonly keepsTexts?: boolean | undefined;
}
