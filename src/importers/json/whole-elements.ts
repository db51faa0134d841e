import { isUtf8 } from 'node:buffer';

/** Elements of a JSON array. */
export interface WholeElements {
  /** One or more. */
  readonly values: readonly unknown[];
  /** Where the text goes on, behind the comma that follows the last of them. */
  readonly end: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;

/** A number of more characters may be past 2^53. */
const MAX_NUMBER = 15;

/**
 * The elements of a JSON array that stand whole, each with its comma, in bytes that begin with one. `undefined` where there is
 * none, and of what somebody has to look at more closely: what is not JSON or not UTF-8, nests deeper than `maxDepth`, or has
 * numbers that may be rounded.
 */
export function wholeElements(bytes: Buffer, start: number, maxDepth: number): WholeElements | undefined {
  const end = behindLastComma(bytes, start, maxDepth);
  // Decoding would put another letter in the place of what is no UTF-8.
  if (end === start || !isUtf8(bytes.subarray(start, end))) return undefined;
  try {
    // What parses as a whole array ends no text, object or array in its middle: that comma is one between elements.
    const values = JSON.parse(`[${bytes.toString('utf8', start, end - 1)}]`) as readonly unknown[];
    return values.length === 0 ? undefined : { values, end };
  } catch {
    return undefined;
  }
}

/** The position behind the last comma between two elements; `start` where there is none, or more to be looked at. */
function behindLastComma(bytes: Buffer, start: number, maxDepth: number): number {
  let behind = start;
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at += 1; at < bytes.length && bytes[at] !== QUOTE; at += 1) if (bytes[at] === BACKSLASH) at += 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return start;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth < 0) return behind;
    } else if (byte === COMMA) {
      if (depth === 0) behind = at + 1;
    } else if (byte === MINUS || isDigit(byte)) {
      const begin = at;
      while (isInNumber(bytes[at + 1])) at += 1;
      if (at - begin >= MAX_NUMBER) return start;
    }
  }
  return behind;
}

function isInNumber(byte: number | undefined): boolean {
  // The signs and the point; e and E.
  return isDigit(byte) || byte === MINUS || byte === 0x2b || byte === 0x2e || byte === 0x65 || byte === 0x45;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
