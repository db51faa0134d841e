import { type FileHandle, open, rm } from 'node:fs/promises';
import { engineError } from '../../engine-error.ts';
import type { ReadingLog } from '../../memtable/reading-log.ts';
import type { ReadingColumns } from '../../schema/reading-columns.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import { syncDirectory } from '../sync-directory.ts';
import { joinReadings } from './join-readings.ts';
import { encodeRecord } from './log-record.ts';
import { segmentNumbers, segmentPath } from './log-segments.ts';

/** What waits to be written: a batch, or the end of a segment. */
interface Waiting {
  readonly batch: ReadingColumns | 'end of segment';
  readonly settle: PromiseWithResolvers<void>;
}

/**
 * The write-ahead log of an embedded store: new readings that its parts do not hold yet, in segments, which are files of
 * checksummed records. While one sync runs, others wait and share the next, and a record: a power cut, which may leave any piece of
 * what was not synced, tears the last record alone.
 */
export class WriteAheadLog implements ReadingLog {
  readonly #directory: string;
  readonly #durable: boolean;
  readonly #disk: DiskReserve;
  readonly #waiting: Waiting[] = [];
  #isWriting = false;
  #segment: number;
  #file: FileHandle | undefined;
  /** Bytes of whole, synced records in the segment. */
  #length = 0;
  /** Whether something that is no record may follow them. */
  #hasRest = false;

  /** @param last The highest number of a segment so far; a new one is begun. */
  constructor(directory: string, last: number, durable: boolean, disk: DiskReserve) {
    this.#directory = directory;
    this.#segment = last;
    this.#durable = durable;
    this.#disk = disk;
  }

  append(readings: ReadingColumns): Promise<void> {
    return this.#enqueue(readings);
  }

  async endSegment(): Promise<() => Promise<void>> {
    await this.#enqueue('end of segment');
    const next = this.#segment;
    return () => this.removeBefore(next);
  }

  /** Removes the segments with lower numbers for good: their readings must not come back after a correction or a deletion. */
  async removeBefore(next: number): Promise<void> {
    try {
      const ended = (await segmentNumbers(this.#directory)).filter((number) => number < next);
      for (const number of ended) await rm(segmentPath(this.#directory, number), { force: true });
      if (this.#durable && ended.length > 0) await syncDirectory(this.#directory);
    } catch (error) {
      throw engineError(error);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  #enqueue(batch: Waiting['batch']): Promise<void> {
    const settle = Promise.withResolvers<void>();
    this.#waiting.push({ batch, settle });
    if (!this.#isWriting) void this.#writeAll();
    return settle.promise;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const ends = this.#waiting.findIndex(({ batch }) => batch === 'end of segment');
      const group = this.#waiting.splice(0, ends === -1 ? this.#waiting.length : Math.max(ends, 1));
      try {
        if (ends === 0) await this.#begin();
        else await this.#write(group.flatMap(({ batch }) => (batch === 'end of segment' ? [] : [batch])));
        for (const { settle } of group) settle.resolve();
      } catch (error) {
        for (const { settle } of group) settle.reject(engineError(error));
      }
    }
    this.#isWriting = false;
  }

  async #write(batches: readonly ReadingColumns[]): Promise<void> {
    const bytes = encodeRecord(joinReadings(batches));
    await this.#disk.during(async () => {
      try {
        const file = this.#file ?? (await this.#begin());
        if (this.#hasRest) await file.truncate(this.#length);
        this.#hasRest = true;
        await writeWhole(file, bytes, this.#length);
        if (this.#durable) await file.datasync();
        this.#hasRest = false;
      } catch (error) {
        throw engineError(error);
      }
    });
    this.#length += bytes.length;
  }

  /** Begins a new segment. What the last one holds stays as it is. */
  async #begin(): Promise<FileHandle> {
    try {
      if (this.#hasRest) await this.#cutRest();
      const file = await open(segmentPath(this.#directory, this.#segment + 1), 'wx', 0o600);
      await this.#file?.close().catch(() => {});
      // Only a segment whose name is on disk is written to: if that fails now, the next try begins another one.
      this.#file = undefined;
      this.#segment += 1;
      this.#length = 0;
      try {
        if (this.#durable) await syncDirectory(this.#directory);
      } catch (error) {
        await file.close().catch(() => {});
        throw error;
      }
      this.#file = file;
      return file;
    } catch (error) {
      throw engineError(error);
    }
  }

  /** A rest within the log, which did not end there, would count as damage. */
  async #cutRest(): Promise<void> {
    await this.#file?.truncate(this.#length);
    if (this.#durable) await this.#file?.sync();
    this.#hasRest = false;
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
