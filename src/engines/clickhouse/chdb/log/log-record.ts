import { crc32 } from 'node:zlib';
import type { ReadingColumns } from '../../schema/reading-columns.ts';

/** First bytes of a record: `PBR1`. */
const MAGIC = 0x31524250;
/** Magic, checksum (CRC-32 of all that follows it), number of readings. */
const HEADER = 12;
/** User id and Unix milliseconds as doubles, thousandths of a bpm in 32 bits; a column after the other, little-endian. */
const READING = 20;

/** Readings as a record of the log. */
export function encodeRecord({ length, userIds, timestamps, heartRates }: ReadingColumns): Uint8Array {
  const bytes = new Uint8Array(HEADER + length * READING);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(8, length, true);
  for (let at = 0; at < length; at += 1) {
    view.setFloat64(HEADER + at * 8, userIds[at]!, true);
    view.setFloat64(HEADER + (length + at) * 8, timestamps[at]!, true);
    view.setUint32(HEADER + length * 16 + at * 4, heartRates[at]!, true);
  }
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

/** What a part of the log holds. */
export interface LogContents {
  /** The readings of each record, in order. */
  readonly records: readonly ReadingColumns[];
  /** Where the last whole record ends: what follows was being written when the process died. */
  readonly end: number;
  /** Bytes between whole records that cannot be read. */
  readonly damagedBytes: number;
}

/** Reads the records of a log. After bytes that cannot be read, it goes on with the next whole record. */
export function parseLog(bytes: Uint8Array): LogContents {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: ReadingColumns[] = [];
  let [end, damagedBytes] = [0, 0];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const size = sizeOfRecord(bytes, view, at);
    if (size === undefined) {
      at = nextMagic(bytes, at + 1);
      continue;
    }
    records.push(decodeRecord(view, at));
    damagedBytes += at - end;
    at += size;
    end = at;
  }
  return { records, end, damagedBytes };
}

/** The size of a record, `undefined` where there is no whole one. */
function sizeOfRecord(bytes: Uint8Array, view: DataView, at: number): number | undefined {
  if (view.getUint32(at, true) !== MAGIC) return undefined;
  const size = HEADER + view.getUint32(at + 8, true) * READING;
  if (at + size > bytes.length) return undefined;
  return view.getUint32(at + 4, true) === crc32(bytes.subarray(at + 8, at + size)) ? size : undefined;
}

function decodeRecord(view: DataView, at: number): ReadingColumns {
  const length = view.getUint32(at + 8, true);
  const start = at + HEADER;
  const column = (read: (index: number) => number) => Float64Array.from({ length }, (_, index) => read(index));
  return {
    length,
    userIds: column((index) => view.getFloat64(start + index * 8, true)),
    timestamps: column((index) => view.getFloat64(start + (length + index) * 8, true)),
    heartRates: column((index) => view.getUint32(start + length * 16 + index * 4, true)),
  };
}

/** Where the next record may begin; beyond the end where none does. */
function nextMagic(bytes: Uint8Array, from: number): number {
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(magic, from);
  return at === -1 ? bytes.length : at;
}
