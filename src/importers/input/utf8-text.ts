import { isUtf8 } from 'node:buffer';
import { utf16Name } from './utf8-bytes.ts';

/**
 * Stands in a text where its bytes were no UTF-8, and is found by `isWellFormed`. It is half of a surrogate pair, which no UTF-8 holds; so the sign for
 * damaged text (U+FFFD), where somebody has written it, is a letter like all others.
 */
export const NO_UTF8 = '\uD800';

export function utf8Text(bytes: Buffer): string {
  const text = bytes.toString();
  return isUtf8(bytes) ? text : text.replaceAll('\uFFFD', NO_UTF8);
}

/** The text of the first bytes of a file. A byte order mark is dropped, and a letter that is cut off in the end. */
export function textHead(head: Buffer): string {
  const utf16 = utf16Name(head);
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(head, { stream: true });
  return new Utf8Decoder().next(head);
}

/** The text of bytes that come cut anywhere. A byte order mark is dropped. */
export class Utf8Decoder {
  #rest = Buffer.alloc(0);
  #isBegun = false;

  next(chunk: Buffer): string {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const end = bytes.length - cutLength(bytes);
    this.#rest = bytes.subarray(end);
    return this.#text(bytes.subarray(0, end));
  }

  end(): string {
    return this.#text(this.#rest);
  }

  #text(bytes: Buffer): string {
    const text = utf8Text(bytes);
    const isFirst = !this.#isBegun && text !== '';
    if (isFirst) this.#isBegun = true;
    return isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
  }
}

/** Bytes at the end that begin a letter whose other bytes have not come. RFC 3629, section 3. */
function cutLength(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length]!;
    // Bytes within a letter begin with the bits 10.
    if (byte >= 0x80 && byte < 0xc0) continue;
    const whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return whole > length ? length : 0;
  }
  return 0;
}
