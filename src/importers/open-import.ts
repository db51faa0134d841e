import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import { showValue } from '../model/show-value.ts';
import { ImportJob, type ImportJobOptions, type ImportReport, type PersonFacts } from './import-job.ts';
import { openInput } from './input/open-input.ts';
import { localTime } from './local-time.ts';
import type { ReadingFormat } from './reading-format.ts';
import { recogniseFormat } from './recognise-format.ts';
import { READING_FORMATS } from './registry.ts';

export interface ImportFileOptions extends Omit<ImportJobOptions, 'zone'> {
  /** The name of a format; `auto` looks at how the file begins. */
  readonly format: string;
  /** IANA zone of times that are written without an offset; UTC when left out. */
  readonly timezone?: string;
  /** Stops the reading with `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** A file of readings, opened and recognised. */
export interface ImportSource {
  /** Name of the format. */
  readonly format: string;
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
  /** What was found beside the readings; complete once the blocks are read. */
  report(): ImportReport;
  /** What the file said of people since this was called last. */
  takePeople(): readonly PersonFacts[];
  /** Closes the file; only needed when `blocks()` was never begun. */
  close(): void;
}

/**
 * Opens a file of readings, maybe packed by gzip; `-` is standard input.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` (unknown zone or format), `FILE_UNREADABLE`, `INVALID_FILE` (empty, or of
 * another format), `ABORTED`.
 */
export async function openImport(file: string, options: ImportFileOptions): Promise<ImportSource> {
  const { signal } = options;
  const zone = localTime(options.timezone ?? 'UTC');
  const job = new ImportJob({ ...options, zone });
  const wanted = options.format === 'auto' ? undefined : formatNamed(options.format);
  const input = await openInput(file, signal);
  try {
    const known = wanted === undefined ? await recogniseFormat(input, READING_FORMATS, job.table) : { format: wanted, input };
    const readings = await known.format.open(known.input, job);
    return {
      format: known.format.name,
      timezone: zone.timezone,
      totalBytes: input.totalBytes,
      bytesRead: input.bytesRead,
      blocks: async function* () {
        try {
          yield* readings.blocks({ signal });
        } finally {
          input.close();
        }
      },
      report: () => job.report(),
      takePeople: () => job.takePeople(),
      close: input.close,
    };
  } catch (error) {
    input.close();
    throw error;
  }
}

function formatNamed(name: string): ReadingFormat {
  const format = READING_FORMATS.find((candidate) => candidate.name === name);
  if (format !== undefined) return format;
  const names = ['auto', ...READING_FORMATS.map((candidate) => candidate.name)];
  throw new PulsebaseError('INVALID_ARGUMENT', `format must be one of ${names.join(', ')}, not ${showValue(name)}`);
}
