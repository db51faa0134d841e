import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import { showValue } from '../model/show-value.ts';
import { fillBlocks } from './fill-blocks.ts';
import { type OpenText, openText } from './input/open-text.ts';
import { type LocalTime, localTime } from './local-time.ts';
import type { FormatName, ReadingFormat } from './reading-format.ts';
import { READING_FORMATS } from './registry.ts';

export interface ImportFileOptions {
  /** `auto` looks at how the file begins. */
  readonly format: 'auto' | FormatName;
  /** IANA zone of times that are written without an offset; UTC when left out. */
  readonly timezone?: string;
  /** Stops the reading with `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** A file of readings, opened and recognised. */
export interface ImportSource {
  readonly format: FormatName;
  /** Zone of times that are written without an offset. */
  readonly timezone: string;
  /** Size of the file as it lies there (packed); `undefined` for standard input. */
  readonly totalBytes: number | undefined;
  /** Bytes taken from the file so far, packed as they lie there; it runs a little ahead of the blocks. */
  bytesRead(): number;
  /**
   * The readings, once. Rows that cannot be read are rejections of their block, with the number of their line.
   *
   * @throws PulsebaseError `INVALID_FILE` when packed data break off or are damaged, `FILE_UNREADABLE`, `ABORTED`; but for
   * the last, all rows up to there are given first.
   */
  blocks(): AsyncGenerator<ReadingBlock>;
  /** What people should know about the contents, one line each; complete once the blocks are read. */
  warnings(): readonly string[];
  /** Closes the file; only needed when `blocks()` was never begun. */
  close(): void;
}

/**
 * Opens a file of readings: text in UTF-8, maybe packed by gzip; `-` is standard input.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` (unknown zone), `FILE_UNREADABLE`, `INVALID_FILE` (empty, no text, or of
 * another format), `ABORTED`.
 */
export async function openImport(file: string, options: ImportFileOptions): Promise<ImportSource> {
  const zone = localTime(options.timezone ?? 'UTC');
  return importOf(await openText(file, options.signal), zone, options);
}

/**
 * The same for text that is open already.
 *
 * @param capacity rows of a block.
 */
export function importOf(
  text: OpenText,
  zone: LocalTime,
  options: Pick<ImportFileOptions, 'format' | 'signal'>,
  capacity?: number,
): ImportSource {
  const format = options.format === 'auto' ? detectFormat(text.firstLine) : READING_FORMATS[options.format];
  const parser = format?.parser(text.firstLine, text.firstLineNumber, zone);
  if (format === undefined || parser === undefined) {
    text.close();
    throw wrongBeginning(text, format);
  }
  return {
    format: format.name,
    timezone: zone.timezone,
    totalBytes: text.totalBytes,
    bytesRead: text.bytesRead,
    blocks: async function* () {
      try {
        yield* fillBlocks(text.pieces, parser, options.signal, capacity);
      } finally {
        text.close();
      }
    },
    warnings: () => parser.warnings(),
    close: text.close,
  };
}

function detectFormat(firstLine: string): ReadingFormat | undefined {
  return Object.values(READING_FORMATS).find((format) => format.detect(firstLine));
}

function wrongBeginning({ name, firstLine }: OpenText, format: ReadingFormat | undefined): PulsebaseError {
  const seen = `${name} begins with ${showValue(firstLine)}`;
  if (format !== undefined) {
    return new PulsebaseError('INVALID_FILE', `${seen}; a ${format.name} file begins with ${format.beginning}`);
  }
  const known = Object.values(READING_FORMATS).map(({ name, beginning }) => `${beginning} (${name})`);
  return new PulsebaseError('INVALID_FILE', `${seen}, which is not a known format; known are ${known.join(', ')}`);
}
