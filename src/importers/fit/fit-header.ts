import { fitChecksum } from './fit-checksum.ts';

/** The shortest header; longer ones add to it. */
export const MIN_HEADER_BYTES = 12;
const SIGNATURE = '.FIT';
/** Those up to here are understood; the field sizes of a later one may mean something else. */
const MAX_PROTOCOL = 2;

export interface FitHeader {
  /** Bytes of the header itself. */
  readonly size: number;
  /** Bytes of the messages behind it; 0 in a recording that was never finished. */
  readonly dataSize: number;
  /** `1.0`. */
  readonly protocol: string;
  readonly isKnownProtocol: boolean;
}

/** Whether a FIT file begins at a position; there must be as many bytes as the shortest header has. */
export function isFitHeader(bytes: Buffer, at: number): boolean {
  return bytes[at]! >= MIN_HEADER_BYTES && bytes.toString('latin1', at + 8, at + 12) === SIGNATURE;
}

/** Reads the header at a position where {@link isFitHeader}. */
export function fitHeader(bytes: Buffer, at: number): FitHeader {
  const version = bytes[at + 1]!;
  return {
    size: bytes[at]!,
    dataSize: bytes.readUInt32LE(at + 4),
    protocol: `${version >> 4}.${version & 0xf}`,
    isKnownProtocol: version >> 4 <= MAX_PROTOCOL,
  };
}

/** Whether a header, which has come whole, is as it was written. Short ones have no checksum, and it may be left at 0. */
export function isHeaderWhole(bytes: Buffer, at: number): boolean {
  if (bytes[at]! < 14) return true;
  const written = bytes.readUInt16LE(at + 12);
  return written === 0 || written === fitChecksum(bytes, at, at + 12);
}
