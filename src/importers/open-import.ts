import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import { showValue } from '../model/show-value.ts';
import type { UserName } from '../model/user-name.ts';
import { type BrokenLeaf, fileNameOf, type Leaf, leavesOf } from './containers/leaves.ts';
import { UNPACK_LIMITS, UnpackCounter, type UnpackLimits } from './containers/unpack-counter.ts';
import type { DeviceChoice } from './device-choice.ts';
import { DeviceTally } from './device-tally.ts';
import { EarlierFiles } from './earlier-files.ts';
import { ImportJob, type ImportReport, type PersonFacts } from './import-job.ts';
import { type FileInput, openFileInput } from './input/open-input.ts';
import { isFolder, walkFolder } from './input/walk-folder.ts';
import { type LocalTime, localTime } from './local-time.ts';
import type { Numbered, ReadingFormat } from './reading-format.ts';
import { recogniseFormat, refuseUnknown } from './recognise-format.ts';
import { READING_FORMATS } from './registry.ts';
import type { TableOptions } from './table-options.ts';
import type { Identify } from './user-numbers.ts';

export interface ImportFileOptions {
  /** The name of a format; `auto` looks at how the file begins. */
  readonly format: string;
  /** IANA zone of times that are written without an offset; UTC when left out. */
  readonly timezone?: string | undefined;
  /** How messages call a file, in place of its path. */
  readonly name?: string | undefined;
  /** Rows of a block; as many as a block usually has when left out. */
  readonly capacity?: number | undefined;
  /** Whose readings they are where a file names nobody; by the name of the file, or of the member behind that of its archive. */
  readonly personOf?: ((name: string) => number | UserName | undefined) | undefined;
  /** The layout of plain tables, where it is not known by itself. */
  readonly table?: TableOptions | undefined;
  /** Devices that are taken, the preferred first; all when left out. */
  readonly devices?: readonly string[] | undefined;
  /** Whether rejected rows are wanted as they were written, which takes memory for those of a block. */
  readonly keepsTexts?: boolean | undefined;
  /** How much may be unpacked. */
  readonly limits?: UnpackLimits | undefined;
  /** The files that were opened before in the same import; when left out, those before in the same archive or folder. */
  readonly earlier?: EarlierFiles | undefined;
  /** Says who users are whom one of its files names by external id and another by id; they are two when left out. */
  readonly identify?: Identify | undefined;
  /** Stops the reading with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** What is imported by one name: a file, an archive, or a folder. */
export interface ImportTarget {
  /** How messages call it. */
  readonly name: string;
  /** Zone of times that are written without an offset. */
  readonly timezone: string;
  /** Size as it lies there (packed); `undefined` for standard input. */
  readonly totalBytes: number | undefined;
  /** Bytes taken so far, packed as they lie there; it runs a little ahead of the blocks. */
  bytesRead(): number;
  /**
   * What it holds, in order; the file itself where it is not an archive. The blocks of each have to be read, or left alone,
   * before the next is asked for.
   *
   * @throws PulsebaseError `FILE_UNREADABLE`, `ABORTED`, and, when it is not an archive or that is damaged as a whole,
   * `INVALID_FILE` (empty, or of no known format).
   */
  members(): AsyncGenerator<ImportMember>;
  /** Closes the file; only needed when `members()` was not read to its end. */
  close(): void;
}

export type ImportMember = OpenMember | SkippedMember | BrokenLeaf;

/** A member that may hold readings. */
export interface OpenMember {
  readonly name: string;
  /** Name of its format. */
  readonly format: string;
  /** What its rows have numbers of. */
  readonly numbered: Numbered;
  /**
   * The readings, once. Rows that cannot be read are rejections of their block, with the number of their line or record.
   *
   * @throws PulsebaseError `INVALID_FILE` when the data break off or are damaged, `FILE_UNREADABLE`, `ABORTED`; but for
   * the last, all rows up to there are given first.
   */
  blocks(): AsyncGenerator<ReadingBlock>;
  /** What was found beside the readings; complete once the blocks are read. */
  report(): ImportReport;
  /** What the file said of people since this was called last. */
  takePeople(): readonly PersonFacts[];
}

/** A member of an archive, or a file in a folder, that is of no known format. */
export interface SkippedMember {
  readonly name: string;
  readonly isSkipped: true;
}

/**
 * Opens a file of readings, an archive or a folder of them; `-` is standard input.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` (unknown zone or format), `FILE_UNREADABLE`, `ABORTED`.
 */
export async function openImport(path: string, options: ImportFileOptions): Promise<ImportTarget> {
  const zone = localTime(options.timezone ?? 'UTC');
  const wanted = options.format === 'auto' ? undefined : formatNamed(options.format);
  const formats = wanted === undefined ? READING_FORMATS : [wanted];
  const reader = {
    options,
    zone,
    formats,
    wanted,
    earlier: options.earlier ?? new EarlierFiles({ identify: options.identify }),
  };
  if (path !== '-' && (await isFolder(path))) return folderTarget(path, reader);
  const opened = await openFileInput(path, options.signal);
  const file = options.name === undefined ? opened : { ...opened, name: options.name };
  return {
    name: file.name,
    timezone: zone.timezone,
    totalBytes: file.totalBytes,
    bytesRead: file.bytesRead,
    members: () => chosen(file, reader, (each) => membersOf(file, each, false)),
    close: file.close,
  };
}

/**
 * Members of which only some devices are taken: where one is preferred to another, all of them are read twice, and the first time
 * only to know the hours of each device.
 */
async function* chosen(
  { name, isOnce }: Pick<FileInput, 'name' | 'isOnce'>,
  reader: Reader,
  members: (reader: Reader) => AsyncGenerator<ImportMember>,
): AsyncGenerator<ImportMember> {
  const wanted = reader.options.devices ?? [];
  if (wanted.length < 2) {
    yield* members(wanted.length === 0 ? reader : { ...reader, devices: { wanted, hours: new DeviceTally() } });
    return;
  }
  if (isOnce === true) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `to prefer one device over another ${name} is read twice: write it to a file, or name one device`,
      { field: '--device' },
    );
  }
  const hours = new DeviceTally();
  for await (const member of members({ ...reader, tally: hours })) {
    if ('blocks' in member) await untilBroken(member.blocks());
  }
  yield* members({ ...reader, devices: { wanted, hours } });
}

/** Reads what can be read: what is wrong is told the second time. */
async function untilBroken(blocks: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of blocks);
  } catch (error) {
    if (!(error instanceof PulsebaseError) || error.code === 'ABORTED') throw error;
  }
}

interface Reader {
  readonly options: ImportFileOptions;
  readonly zone: LocalTime;
  readonly formats: readonly ReadingFormat[];
  /** The format that was asked for by name. */
  readonly wanted: ReadingFormat | undefined;
  readonly devices?: DeviceChoice | undefined;
  readonly earlier: EarlierFiles;
  /** Counts the hours of each device, over all members. */
  readonly tally?: DeviceTally | undefined;
}

async function folderTarget(path: string, reader: Reader): Promise<ImportTarget> {
  const files = await walkFolder(path);
  let before = 0;
  let current: FileInput | undefined;
  async function* all(each: Reader): AsyncGenerator<ImportMember> {
    before = 0;
    for (const { path: name, bytes } of files) {
      try {
        current = await openFileInput(name, each.options.signal);
        yield* membersOf(current, each, true);
      } catch (failure) {
        if (each.options.signal?.aborted) throw failure;
        yield { name, failure };
      } finally {
        current?.close();
        current = undefined;
        before += bytes;
      }
    }
  }
  return {
    name: path,
    timezone: reader.zone.timezone,
    totalBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    bytesRead: () => before + (current?.bytesRead() ?? 0),
    members: () => chosen({ name: path }, reader, all),
    close: () => current?.close(),
  };
}

async function* membersOf(file: FileInput, reader: Reader, isInFolder: boolean): AsyncGenerator<ImportMember> {
  try {
    const { options } = reader;
    const { limits = UNPACK_LIMITS } = options;
    const counter = new UnpackCounter(file.name, limits, () => Math.max(file.totalBytes ?? 0, file.bytesRead()));
    for await (const leaf of leavesOf(file, counter)) {
      if ('failure' in leaf) yield leaf;
      else yield* memberOf(leaf, reader, isInFolder || leaf.isMember);
      if (options.signal?.aborted) return;
    }
  } finally {
    file.close();
  }
}

async function* memberOf(leaf: Leaf, reader: Reader, isOneOfMany: boolean): AsyncGenerator<ImportMember> {
  const { name, path, chunks, reopen } = leaf;
  const { options, zone, formats, wanted } = reader;
  const { signal } = options;
  try {
    const known = await recogniseFormat({ name, path, chunks, ...(reopen && { reopen }) }, formats, {
      fileName: fileNameOf(name),
      table: options.table,
      isOneOfMany,
    });
    // A format that was asked for says itself what it misses.
    const format = known.format ?? (isOneOfMany ? undefined : wanted);
    if (format === undefined) {
      if (!isOneOfMany) await refuseUnknown(known.input, formats);
      // What breaks off, or cannot be unpacked, may have been anything.
      if (leaf.isShort) for await (const _ of known.input.chunks);
      yield { name, isSkipped: true };
      return;
    }
    // A file alone does without; what is read twice is compared once.
    const hasOthers = reader.tally === undefined && (isOneOfMany || options.earlier !== undefined);
    const job = new ImportJob({
      zone,
      person: options.personOf?.(name),
      table: options.table,
      devices: reader.devices,
      tally: reader.tally,
      others: hasOthers ? reader.earlier.begin(name) : undefined,
    });
    const readings = await format.open(known.input, job);
    yield {
      name,
      format: format.name,
      numbered: format.numbered ?? 'records',
      blocks: () => readings.blocks({ signal, capacity: options.capacity, keepsTexts: options.keepsTexts }),
      report: () => job.report(),
      takePeople: () => job.takePeople(),
    };
  } catch (failure) {
    if (!isOneOfMany || signal?.aborted) throw failure;
    yield { name, failure };
  } finally {
    await chunks.return(undefined);
  }
}

function formatNamed(name: string): ReadingFormat {
  const format = READING_FORMATS.find((candidate) => candidate.name === name);
  if (format !== undefined) return format;
  const names = ['auto', ...READING_FORMATS.map((candidate) => candidate.name)];
  throw new PulsebaseError('INVALID_ARGUMENT', `format must be one of ${names.join(', ')}, not ${showValue(name)}`);
}
